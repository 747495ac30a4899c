package io.varve.perf.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Get keys at random on one thread, in turns undisturbed and while another thread puts at a fixed rate. The thread that
 * has filled the store is the one that puts: a store may have one writer only.
 */
final class KeyValueBesideWriterTrial implements Trial {

    private static final int ROUNDS = 5;
    private static final int CHUNK = 1_000;
    private static final int ROUND_MS = 1_000;
    private static final long WRITER_SEED = 43;

    private volatile boolean reading;
    private volatile double readRate;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long perSecond = values.number("rate");
        final long intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        final RateLoop puts = new RateLoop();
        final double[] alone = new double[ROUNDS];
        final double[] beside = new double[ROUNDS];
        final double[] written = new double[ROUNDS];
        try (LoadedStore store = LoadedStore.full(values)) {
            final SplittableRandom random = new SplittableRandom(WRITER_SEED);
            final Runnable put = () -> store.target().put(random.nextLong(store.keys()));
            // The first round warms up.
            for (int i = -1; i < ROUNDS; i++) {
                final double aloneRate = reads(store, () -> Pause.millis(ROUND_MS));
                puts.reset();
                final long startNs = System.nanoTime();
                final double besideRate = reads(store, () -> puts.run(put, perSecond, intervalNs));
                if (i >= 0) {
                    alone[i] = aloneRate;
                    beside[i] = besideRate;
                    written[i] = perSecond * 1e9 / (System.nanoTime() - startNs);
                }
            }
            store.check();
        }
        final TrialValues result = new TrialValues().put("alone", Median.of(alone)).put("beside", Median.of(beside))
            .put("ratio", Median.of(beside) / Median.of(alone)).put("written", Median.of(written));
        puts.put(result, "put");
        return result;
    }

    /** How many keys a second another thread gets while this one does something. */
    private double reads(final LoadedStore store, final Runnable meanwhile) throws InterruptedException {
        final Thread reader = new Thread(() -> read(store), "reader");
        readRate = Double.NaN;
        reading = true;
        reader.start();
        try {
            meanwhile.run();
        } finally {
            reading = false;
            reader.join();
        }
        if (Double.isNaN(readRate)) {
            throw new IllegalStateException("the reader has failed");
        }
        return readRate;
    }

    private void read(final LoadedStore store) {
        final long startNs = System.nanoTime();
        long count = 0;
        while (reading) {
            count += gets(store);
        }
        readRate = count * 1e9 / (System.nanoTime() - startNs);
    }

    private static int gets(final LoadedStore store) {
        int sum = 0;
        for (int i = 0; i < CHUNK; i++) {
            sum += store.target().get(store.random().nextLong(store.keys()));
        }
        if (sum != CHUNK * KeyValueData.VALUE_LENGTH) {
            throw new IllegalStateException("the values read are not as long as those put");
        }
        return CHUNK;
    }
}
