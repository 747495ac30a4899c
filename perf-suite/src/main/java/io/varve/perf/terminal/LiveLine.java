package io.varve.perf.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * One line of progress. On a terminal it is written over again and again and disappears in the end; elsewhere a new
 * line is written from time to time. Used by one thread.
 */
public final class LiveLine implements AutoCloseable {

    private static final long LINE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private final boolean live;
    private long lastNs;
    private boolean shown;

    LiveLine(final PrintStream stream, final boolean live) {
        this.stream = stream;
        this.live = live;
        lastNs = System.nanoTime();
    }

    /**
     * Show how far the work has come.
     *
     * @param text one line; what does not fit is cut.
     */
    public void show(final String text) {
        final String cut = text.length() > Terminal.WIDTH ? text.substring(0, Terminal.WIDTH) : text;
        if (live) {
            stream.print(ERASE + cut);
            stream.flush();
            shown = true;
        } else if (System.nanoTime() - lastNs >= LINE_INTERVAL_NS) {
            stream.println(cut);
            lastNs = System.nanoTime();
        }
    }

    /** Remove the line from a terminal. */
    @Override
    public void close() {
        if (shown) {
            stream.print(ERASE);
            stream.flush();
        }
    }
}
