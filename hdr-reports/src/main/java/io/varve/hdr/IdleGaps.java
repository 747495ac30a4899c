package io.varve.hdr;

import org.HdrHistogram.Histogram;

/**
 * The machine's own noise, seen by the thread that measures while it waits for its next operation: the times between
 * two looks at the clock in which the thread should have done nothing else but look.
 *
 * <p>A thread that waits calls {@link #begin} once and {@link #observe} at every look. What else it does in between,
 * it does before the next {@link #begin}. Belongs to one thread and allocates nothing.
 */
public final class IdleGaps {

    private final Histogram gaps = LatencyHistogram.create();
    private final long thresholdNs;
    private long previousNs;
    private long waitedNs;
    private long lostNs;

    /**
     * Makes an empty recorder.
     *
     * @param thresholdNs a shorter time between two looks at the clock is none.
     */
    public IdleGaps(final long thresholdNs) {
        this.thresholdNs = thresholdNs;
    }

    /**
     * The thread begins to wait.
     *
     * @param nowNs the time, in ns of {@link System#nanoTime()}.
     */
    public void begin(final long nowNs) {
        previousNs = nowNs;
    }

    /**
     * The waiting thread has looked at the clock again.
     *
     * @param nowNs what it saw, in ns of {@link System#nanoTime()}.
     */
    public void observe(final long nowNs) {
        final long gapNs = nowNs - previousNs;
        previousNs = nowNs;
        waitedNs += gapNs;
        if (gapNs > thresholdNs) {
            lostNs += gapNs;
            gaps.recordValue(LatencyHistogram.clamp(gapNs));
        }
    }

    /**
     * The gaps.
     *
     * @return their summary.
     */
    public LatencySummary summary() {
        return LatencySummary.of(gaps);
    }

    /**
     * How many gaps were longer than a time.
     *
     * @param ns the time.
     * @return their number, exact to the three digits of the histogram.
     */
    public long countAbove(final long ns) {
        return gaps.getTotalCount() - gaps.getCountBetweenValues(0, ns);
    }

    /**
     * Which part of the time of waiting went into gaps.
     *
     * @return 0 to 1.
     */
    public double lostShare() {
        return waitedNs == 0 ? 0 : (double) lostNs / waitedNs;
    }
}
