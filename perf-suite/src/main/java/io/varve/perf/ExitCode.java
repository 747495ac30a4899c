package io.varve.perf;

/** What the exit code of the command means. */
public final class ExitCode {

    /** Everything was done, and every promise kept. */
    public static final int OK = 0;
    /** A promise was broken. */
    public static final int BROKEN = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** The command could not do its work; a message says why. */
    public static final int UNABLE = 3;
    /** Ended by Ctrl-C: 128 and the number of the signal, as shells have it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }
}
