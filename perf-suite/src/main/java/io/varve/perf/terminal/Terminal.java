package io.varve.perf.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Standard output and standard error, and what they can show. Safe for use by many threads.
 */
public final class Terminal {

    /** How long a line may be: one less than the terminal has, because some break a full line. */
    public static final int WIDTH = 79;

    private static final String BOLD = "1";
    private static final String GREEN = "32";
    private static final String RED = "31";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean live;
    private final boolean coloured;
    private final boolean unicode;

    private Terminal(final PrintStream out, final PrintStream err, final boolean live, final boolean coloured,
        final boolean unicode) {
        this.out = out;
        this.err = err;
        this.live = live;
        this.coloured = coloured;
        this.unicode = unicode;
    }

    /**
     * The two streams of this process. Colours are used when standard output is a terminal, unless {@code NO_COLOR} is
     * set or {@code TERM} says that there are none; a line is written over when standard error is a terminal.
     *
     * @return a new terminal.
     */
    public static Terminal ofProcess() {
        return of(new FileOutputStream(FileDescriptor.out), isTerminal(1),
            new FileOutputStream(FileDescriptor.err), isTerminal(2), System.getenv());
    }

    /** Two streams, of which each leads to a terminal or not, and what the environment says that it can show. */
    static Terminal of(final OutputStream out, final boolean outIsTerminal, final OutputStream err,
        final boolean errIsTerminal, final Map<String, String> environment) {
        final String term = environment.getOrDefault("TERM", "");
        final boolean capable = !term.isEmpty() && !term.equals("dumb");
        final boolean unicode = isUnicode(environment);
        final Charset charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        return new Terminal(new PrintStream(out, true, charset), new PrintStream(err, true, charset),
            capable && errIsTerminal,
            capable && outIsTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty(), unicode);
    }

    /**
     * Two streams that are no terminal.
     *
     * @param out for results, in UTF-8.
     * @param err for progress, in UTF-8.
     * @return a new terminal.
     */
    public static Terminal ofStreams(final OutputStream out, final OutputStream err) {
        return new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), false, false, true);
    }

    /** Whether the locale of the environment, by its usual order, is one in UTF-8. */
    static boolean isUnicode(final Map<String, String> environment) {
        for (final String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            final String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
            }
        }
        return false;
    }

    /** System.console() tells nothing of standard error; where the descriptor leads to does. */
    private static boolean isTerminal(final int descriptor) {
        try {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (final IOException | UnsupportedOperationException ex) {
            return System.console() != null;
        }
    }

    /**
     * Whether block characters and other letters beyond ASCII can be shown.
     *
     * @return true when they can.
     */
    public boolean isUnicode() {
        return unicode;
    }

    /**
     * Print a line of the result.
     *
     * @param line without its end.
     */
    public void print(final String line) {
        out.println(line);
    }

    /**
     * Print the name of a scene and what happens in it.
     *
     * @param name of the scene.
     * @param text what happens.
     */
    public void printScene(final String name, final String text) {
        out.println();
        out.println(paint(BOLD, name) + (text.isEmpty() ? "" : "  " + text));
    }

    /**
     * Print whether a promise was kept.
     *
     * @param kept whether it was.
     * @param text what was found.
     */
    public void printVerdict(final boolean kept, final String text) {
        out.println("  " + (kept ? paint(GREEN, "ok") : paint(RED, "FAILED")) + "  " + text);
    }

    /**
     * Print a message for people on standard error.
     *
     * @param message one sentence.
     */
    public void warn(final String message) {
        err.println("perf-suite: " + message);
    }

    /**
     * A line of progress on standard error.
     *
     * @return a new line.
     */
    public LiveLine liveLine() {
        return new LiveLine(err, live);
    }

    /**
     * For libraries that print results.
     *
     * @return a writer to standard output that flushes every line.
     */
    public PrintWriter outWriter() {
        return new PrintWriter(out, true);
    }

    /**
     * For libraries that print messages.
     *
     * @return a writer to standard error that flushes every line.
     */
    public PrintWriter errWriter() {
        return new PrintWriter(err, true);
    }

    private String paint(final String style, final String text) {
        return coloured ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
    }
}
