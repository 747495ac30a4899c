package io.varve.hdr;

import org.HdrHistogram.Histogram;

/**
 * Records how long operations take, twice: {@code service} from the time an operation started to the time it was done,
 * and {@code response} from the time it was meant to start to the time it was done. The first tells what the operation
 * costs, the second what its caller sees when the operation before it was slow.
 *
 * <p>Recording belongs to one thread and allocates nothing. {@link #pollInterval()} belongs to one other thread; the
 * summaries may be taken when the recording thread has ended.
 */
public final class LatencyRecorder {

    private final Histogram service = LatencyHistogram.create();
    private final Histogram response = LatencyHistogram.create();
    private Histogram interval = LatencyHistogram.create();
    /** An empty histogram for the recording thread to go on with; set by the watching thread. */
    private volatile Histogram empty = LatencyHistogram.create();
    /** What was recorded between the last two polls; set by the recording thread. */
    private volatile Histogram full;

    /** Makes an empty recorder. */
    public LatencyRecorder() {
    }

    /**
     * Record one operation. The three times are ns of the same clock.
     *
     * @param intendedNs when it was meant to start.
     * @param startedNs  when it started.
     * @param doneNs     when it was done.
     */
    public void record(final long intendedNs, final long startedNs, final long doneNs) {
        final long serviceNs = LatencyHistogram.clamp(doneNs - startedNs);
        service.recordValue(serviceNs);
        response.recordValue(LatencyHistogram.clamp(doneNs - intendedNs));
        final Histogram next = empty;
        if (next != null) {
            empty = null;
            full = interval;
            interval = next;
        }
        interval.recordValue(serviceNs);
    }

    /**
     * The service times of one interval between two calls, the one that ended with the call before this one.
     *
     * @return the summary, or null when nothing was recorded since.
     */
    public LatencySummary pollInterval() {
        final Histogram recorded = full;
        if (recorded == null) {
            return null;
        }
        full = null;
        final LatencySummary summary = LatencySummary.of(recorded);
        recorded.reset();
        empty = recorded;
        return summary;
    }

    /**
     * From started to done, of all operations.
     *
     * @return the summary.
     */
    public LatencySummary service() {
        return LatencySummary.of(service);
    }

    /**
     * From the intended start to done, of all operations.
     *
     * @return the summary.
     */
    public LatencySummary response() {
        return LatencySummary.of(response);
    }
}
