package io.varve.hdr;

/**
 * When operations are meant to start: at a fixed rate from one start, each time computed from its index.
 *
 * <p>A schedule is never moved. When an operation is late its intended time stays what it was, so a stall shows in the
 * response time of every operation that it delayed.
 *
 * <p>Immutable.
 *
 * @param startNs   when the operation of index 0 is meant to start, in ns of {@link System#nanoTime()}.
 * @param perSecond operations per second, 1 to 1,000,000,000.
 */
public record Schedule(long startNs, long perSecond) {

    private static final long SECOND_NS = 1_000_000_000L;

    /**
     * Checks the rate.
     *
     * @param startNs   see {@link #startNs()}.
     * @param perSecond see {@link #perSecond()}.
     */
    public Schedule {
        if (perSecond < 1 || perSecond > SECOND_NS) {
            throw new IllegalArgumentException("perSecond is " + perSecond + "; it must be from 1 to " + SECOND_NS);
        }
    }

    /**
     * When an operation is meant to start.
     *
     * @param index of the operation, 0 or more.
     * @return ns of {@link System#nanoTime()}, rounded down.
     */
    public long intendedNs(final long index) {
        return startNs + index / perSecond * SECOND_NS + index % perSecond * SECOND_NS / perSecond;
    }

    /**
     * How many operations are meant to start before a time.
     *
     * @param timeNs in ns of {@link System#nanoTime()}.
     * @return the index of the first operation that is meant to start then or later.
     */
    public long dueBefore(final long timeNs) {
        final long elapsedNs = timeNs - startNs;
        if (elapsedNs <= 0) {
            return 0;
        }
        final long partNs = elapsedNs % SECOND_NS;
        return elapsedNs / SECOND_NS * perSecond + (partNs * perSecond + SECOND_NS - 1) / SECOND_NS;
    }
}
