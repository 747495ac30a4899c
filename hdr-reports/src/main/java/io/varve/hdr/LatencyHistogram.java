package io.varve.hdr;

import org.HdrHistogram.Histogram;

/** The one form of histogram in which latencies are recorded: ns, three digits, up to an hour. */
final class LatencyHistogram {

    /** Longer times are recorded as this, so that recording never throws. */
    static final long MAX_NS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private LatencyHistogram() {
    }

    static Histogram create() {
        return new Histogram(1, MAX_NS, DIGITS);
    }

    /** Clocks of different cores may differ by a little, so a time can come out negative. */
    static long clamp(final long ns) {
        return Math.max(0, Math.min(ns, MAX_NS));
    }
}
