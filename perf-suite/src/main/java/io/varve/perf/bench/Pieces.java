package io.varve.perf.bench;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A burst, run in a thousand pieces without a pause: the rate of the whole, and that of the median piece, which is
 * hardly disturbed by what else the machine has to do.
 */
final class Pieces {

    private static final int COUNT = 1_000;

    private final long[] durationsNs = new long[COUNT];
    private final long perPiece;
    private long totalNs;

    private Pieces(final long records) {
        perPiece = Math.max(records / COUNT, 1);
    }

    /** Run a burst of a number of records, rounded down to whole pieces. */
    static Pieces run(final long records, final LongConsumer burst) {
        final Pieces pieces = new Pieces(records);
        pieces.measure(burst);
        return pieces;
    }

    private void measure(final LongConsumer burst) {
        final long startNs = System.nanoTime();
        long lastNs = startNs;
        for (int i = 0; i < COUNT; i++) {
            burst.accept(perPiece);
            final long nowNs = System.nanoTime();
            durationsNs[i] = nowNs - lastNs;
            lastNs = nowNs;
        }
        totalNs = lastNs - startNs;
        Arrays.sort(durationsNs);
    }

    long records() {
        return perPiece * COUNT;
    }

    /** Records a second over the whole burst. */
    double rate() {
        return records() * 1e9 / totalNs;
    }

    /** Records a second in the median piece. */
    double medianRate() {
        return perPiece * 1e9 / durationsNs[COUNT / 2];
    }

    void put(final TrialValues values, final String name) {
        values.put(name, rate()).put(name + ".piece", medianRate());
    }
}
