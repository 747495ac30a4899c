package io.varve.perf.bench;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** How long single reads take, the two readings of the clock around each included. */
final class ServiceTimes {

    private static final int CLOCK_ROUNDS = 50;
    private static final int CLOCK_READINGS = 10_000;

    private final Histogram histogram = RateLoop.newHistogram();

    /** Read keys at random, one after the other. */
    void run(final KeyedRead read, final SplittableRandom random, final long keys, final int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            final long keyNumber = random.nextLong(keys);
            final long startNs = System.nanoTime();
            sum += read.get(keyNumber);
            histogram.recordValue(System.nanoTime() - startNs);
        }
        if (sum != (long) count * KeyValueData.VALUE_LENGTH) {
            throw new IllegalStateException("the values read are not as long as those put");
        }
    }

    /** What reading the clock twice takes by itself: the mean, in the round that was disturbed least. */
    static double clockNs() {
        double least = Double.MAX_VALUE;
        for (int round = 0; round < CLOCK_ROUNDS; round++) {
            long sum = 0;
            for (int i = 0; i < CLOCK_READINGS; i++) {
                final long startNs = System.nanoTime();
                sum += System.nanoTime() - startNs;
            }
            least = Math.min(least, (double) sum / CLOCK_READINGS);
        }
        return least;
    }

    void reset() {
        histogram.reset();
    }

    void put(final TrialValues values, final String name) {
        values.put(name + ".p50", histogram.getValueAtPercentile(50))
            .put(name + ".p99", histogram.getValueAtPercentile(99))
            .put(name + ".p99.9", histogram.getValueAtPercentile(99.9))
            .put(name + ".mean", histogram.getMean())
            .put(name + ".max", histogram.getMaxValue());
    }
}
