package io.varve.perf.bench;

/**
 * What a ratio, or a number, is to be.
 *
 * @param limit   that is still good; NaN when there is no goal.
 * @param atLeast whether more is better.
 * @param unit    of the limit, behind a space; empty for a ratio.
 */
record Goal(double limit, boolean atLeast, String unit) {

    /** Nothing is asked for. */
    static final Goal NONE = new Goal(Double.NaN, true, "");

    static Goal atLeast(final double limit) {
        return new Goal(limit, true, "");
    }

    static Goal atMost(final double limit) {
        return new Goal(limit, false, "");
    }

    /** Not a ratio, but a number of nanoseconds. */
    static Goal atMostNs(final long limit) {
        return new Goal(limit, false, " ns");
    }

    boolean isNone() {
        return Double.isNaN(limit);
    }

    boolean isReached(final double value) {
        return atLeast ? value >= limit : value <= limit;
    }

    String text() {
        if (isNone()) {
            return "-";
        }
        return (atLeast ? ">= " : "<= ") + (unit.isEmpty() ? Math.round(limit * 100) / 100.0 : (long) limit + unit);
    }
}
