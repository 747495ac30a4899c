package io.varve.perf.bench;

import java.util.Arrays;

/** Get many keys at random in a call, in turns with the same number of single gets. */
final class KeyValueMultiGetTrial implements Trial {

    private static final int CALLS = 1_000;
    private static final int SLICES = 51;
    private static final int WARM_UP_SLICES = 20;
    private static final int WARM_UP_SHARE = 4;

    private final long[] keyNumbers = new long[KeyValueTarget.MULTI];
    private final double[] together = new double[SLICES];
    private final double[] single = new double[SLICES];

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        try (LoadedStore store = LoadedStore.full(values)) {
            final long warmUp =
                Math.max(WARM_UP_SLICES, store.keys() / WARM_UP_SHARE / ((long) CALLS * KeyValueTarget.MULTI));
            for (long i = -warmUp; i < SLICES; i++) {
                final double togetherNs = together(store);
                final double singleNs = single(store);
                if (i >= 0) {
                    together[(int) i] = togetherNs;
                    single[(int) i] = singleNs;
                }
            }
        }
        Arrays.sort(together);
        Arrays.sort(single);
        return new TrialValues().put("multi", together[SLICES / 2]).put("single", single[SLICES / 2])
            .put("gain", single[SLICES / 2] / together[SLICES / 2]);
    }

    private void choose(final LoadedStore store) {
        for (int i = 0; i < keyNumbers.length; i++) {
            keyNumbers[i] = store.random().nextLong(store.keys());
        }
    }

    /** Nanoseconds a key. */
    private double together(final LoadedStore store) {
        long sum = 0;
        final long startNs = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            choose(store);
            sum += store.target().multiGet(keyNumbers);
        }
        return perKey(startNs, sum);
    }

    /** The same with a get for each. */
    private double single(final LoadedStore store) {
        long sum = 0;
        final long startNs = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            choose(store);
            for (final long keyNumber : keyNumbers) {
                sum += store.target().get(keyNumber);
            }
        }
        return perKey(startNs, sum);
    }

    private static double perKey(final long startNs, final long sum) {
        final long keys = (long) CALLS * KeyValueTarget.MULTI;
        final double ns = (double) (System.nanoTime() - startNs) / keys;
        if (sum != keys * KeyValueData.VALUE_LENGTH) {
            throw new IllegalStateException("the values read are not as long as those put");
        }
        return ns;
    }
}
