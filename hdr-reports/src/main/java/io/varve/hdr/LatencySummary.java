package io.varve.hdr;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What is known of a set of recorded times. It does not answer with a percentile that too few samples speak for: at
 * least {@value #MIN_SAMPLES_ABOVE} of them must lie above it. Immutable.
 */
public final class LatencySummary {

    /** How many samples must lie above a percentile for it to mean anything. */
    public static final int MIN_SAMPLES_ABOVE = 10;
    /** 100 - 99.9 is not quite 0.1 in binary; without this 10,000 samples would be one too few for it. */
    private static final double ROUNDING = 1 - 1e-9;

    private final Histogram histogram;

    private LatencySummary(final Histogram histogram) {
        this.histogram = histogram;
    }

    /**
     * Of what a histogram holds now.
     *
     * @param histogram of ns; it is copied.
     * @return the summary.
     */
    public static LatencySummary of(final Histogram histogram) {
        return new LatencySummary(histogram.copy());
    }

    /**
     * How many samples there are.
     *
     * @return 0 or more.
     */
    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * The time that a share of the samples did not exceed.
     *
     * @param percentile 0, for the shortest time, to less than 100.
     * @return ns, or empty when there are too few samples.
     */
    public OptionalLong percentile(final double percentile) {
        final double above = count() * (100 - percentile) / 100;
        return above >= MIN_SAMPLES_ABOVE * ROUNDING
            ? OptionalLong.of(histogram.getValueAtPercentile(percentile)) : OptionalLong.empty();
    }

    /**
     * The longest time.
     *
     * @return ns, or empty when there is no sample.
     */
    public OptionalLong max() {
        return count() == 0 ? OptionalLong.empty() : OptionalLong.of(histogram.getMaxValue());
    }
}
