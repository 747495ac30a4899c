package io.varve.kv;

import io.varve.log.LogWriter;

/**
 * The codes that operations of a key-value store return in place of a version or a length. All are negative.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class KeyValueResult {

    /** The next segment is not ready yet: nothing was stored, try again. */
    public static final int BACK_PRESSURED = (int) LogWriter.BACK_PRESSURED;
    /** The store is closed. */
    public static final int CLOSED = (int) LogWriter.CLOSED;
    /** The store has failed and must be closed and opened again: nothing was stored. */
    public static final int FAILED = (int) LogWriter.FAILED;
    /** The disk has no room for the next segment: nothing was stored; deletes still work. */
    public static final int FULL = (int) LogWriter.FULL;
    /** There is no such key. */
    public static final int NOT_FOUND = -5;
    /** A condition did not hold: nothing was stored. */
    public static final int CONFLICT = -6;
    /** The value is no counter: nothing was stored. */
    public static final int NOT_A_COUNTER = -7;
    /** The counter would leave the range of 64 bits: nothing was stored. */
    public static final int OVERFLOW = -8;
    /** What the index points at does not match its checksum, or its memory cannot be reached. */
    public static final int CORRUPT = -9;
    /** The version that was asked for is not in the log any more. */
    public static final int GONE = -10;
    /** The value would become longer than the store takes: nothing was stored. */
    public static final int TOO_LARGE = -11;
    /** The value is a counter, which the operation does not take: nothing was stored. */
    public static final int WRONG_TYPE = -12;

    /** The value lies in several pieces, which cannot be shown as one. */
    public static final int CHUNKED = -13;

    private KeyValueResult() {
    }

    /**
     * Whether an operation has stored nothing because the store could not take it now.
     *
     * @param result of an operation.
     * @return true for the codes that a log writer returns, too.
     */
    static boolean isRefused(final long result) {
        return result < 0 && result >= FULL;
    }
}
