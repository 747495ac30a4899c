package io.varve.perf.bench;

/** The step in which the clock advances: readings differ by multiples of it, whatever unit they are given in. */
final class ClockTick {

    private static final int READINGS = 20_000;
    private static final int LONGEST_NS = 100;
    /** A shorter step cannot be told from a clock without steps, because readings are rounded to whole ns. */
    private static final int SHORTEST_NS = 4;
    private static final int DRIFT_NS = 300;
    private static final double MOST = 0.98;

    private ClockTick() {
    }

    /** The longest step that nearly all short differences between readings are multiples of, give or take a ns. */
    static int measureNs() {
        final long[] differences = new long[READINGS];
        long lastNs = System.nanoTime();
        for (int i = 0; i < READINGS; i++) {
            // Pauses of several lengths, so that several multiples are seen.
            for (int spin = i & 3; spin > 0; spin--) {
                Thread.onSpinWait();
            }
            final long nowNs = System.nanoTime();
            differences[i] = nowNs - lastNs;
            lastNs = nowNs;
        }
        for (int step = LONGEST_NS; step >= SHORTEST_NS; step--) {
            if (share(differences, step) >= MOST) {
                return step;
            }
        }
        return 1;
    }

    private static double share(final long[] differences, final int step) {
        int looked = 0;
        int multiples = 0;
        for (final long difference : differences) {
            // The step is no whole number of ns, so that long differences drift away from its multiples.
            if (difference < DRIFT_NS) {
                looked++;
                final long rest = difference % step;
                if (rest <= 1 || rest == step - 1) {
                    multiples++;
                }
            }
        }
        return (double) multiples / Math.max(1, looked);
    }
}
