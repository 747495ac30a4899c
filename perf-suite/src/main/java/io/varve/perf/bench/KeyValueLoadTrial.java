package io.varve.perf.bench;

/** Put new keys at random into an empty store, after others were put into another one to warm up. */
final class KeyValueLoadTrial implements Trial {

    private static final long WARM_UP = 200_000;

    private long next;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long keys = values.number("keys");
        try (LoadedStore store = LoadedStore.empty(values, "warm", WARM_UP)) {
            store.putAll(0, WARM_UP);
        }
        try (LoadedStore store = LoadedStore.empty(values, "store", keys)) {
            final TrialValues result = new TrialValues();
            Pieces.run(keys, count -> {
                store.putAll(next, next + count);
                next += count;
            }).put(result, "rate");
            store.putAll(next, keys);
            final long startNs = System.nanoTime();
            store.target().settle();
            result.put("settle.ms", (System.nanoTime() - startNs) / 1_000_000).put("bytes", store.bytesOnDisk());
            store.check();
            return result;
        }
    }
}
