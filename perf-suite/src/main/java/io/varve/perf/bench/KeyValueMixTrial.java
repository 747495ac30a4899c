package io.varve.perf.bench;

/** Get or put keys at random that are there, one as often as the other. */
final class KeyValueMixTrial implements Trial {

    private static final long OPERATIONS = 1_000_000;
    private static final long WARM_UP = 200_000;

    private long gets;
    private long sum;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final TrialValues result = new TrialValues();
        try (LoadedStore store = LoadedStore.full(values)) {
            run(store, WARM_UP);
            Pieces.run(OPERATIONS, count -> run(store, count)).put(result, "rate");
            if (sum != gets * KeyValueData.VALUE_LENGTH) {
                throw new IllegalStateException("the values read are not as long as those put");
            }
            store.check();
            return result.put("bytes", store.bytesOnDisk());
        }
    }

    private void run(final LoadedStore store, final long count) {
        for (long i = 0; i < count; i++) {
            final long keyNumber = store.random().nextLong(store.keys());
            if (store.random().nextInt() < 0) {
                store.target().put(keyNumber);
            } else {
                sum += store.target().get(keyNumber);
                gets++;
            }
        }
    }
}
