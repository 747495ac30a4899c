package io.varve.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Appends one line per test JVM to {@code target/check-budget.txt} of the module under test.
 *
 * <p>A line has the form {@code wall_ms=<milliseconds> rss_kb=<kilobytes>}: the wall time from the opening to the
 * closing of the launcher session and the peak resident set size of the process. Where the operating system does not
 * report a peak, {@code rss_kb} is 0.
 */
public final class TestBudgetListener implements LauncherSessionListener {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK_KEY = "VmHWM:";

    private long openedNanos;

    /** Creates a listener; the JUnit launcher calls this through the service loader. */
    public TestBudgetListener() {
        openedNanos = System.nanoTime();
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        openedNanos = System.nanoTime();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        long wallMillis = (System.nanoTime() - openedNanos) / 1_000_000L;
        Path report = Path.of(System.getProperty("basedir", "."), "target", "check-budget.txt");
        try {
            String line = String.format(Locale.ROOT, "wall_ms=%d rss_kb=%d%n", wallMillis, peakKilobytes());
            Files.createDirectories(report.getParent());
            Files.writeString(report, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + report, e);
        }
    }

    private static long peakKilobytes() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(STATUS, StandardCharsets.UTF_8);
        for (String line : lines) {
            if (line.startsWith(PEAK_KEY)) {
                return Long.parseLong(line.substring(PEAK_KEY.length()).replace("kB", "").strip());
            }
        }
        return 0;
    }
}
