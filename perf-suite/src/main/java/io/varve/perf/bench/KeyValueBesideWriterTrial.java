package io.varve.perf.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Get keys at random on one thread, in turns undisturbed and while another thread puts at a fixed rate. */
final class KeyValueBesideWriterTrial implements Trial {

    private static final int ROUNDS = 5;
    private static final int CHUNK = 1_000;
    private static final long WRITER_SEED = 43;

    private volatile boolean writing;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long perSecond = values.number("rate");
        final RateLoop puts = new RateLoop();
        final double[] alone = new double[ROUNDS];
        final double[] beside = new double[ROUNDS];
        final double[] written = new double[ROUNDS];
        try (LoadedStore store = LoadedStore.full(values)) {
            final SplittableRandom random = new SplittableRandom(WRITER_SEED);
            final Runnable put = () -> store.target().put(random.nextLong(store.keys()));
            // The first round warms up.
            for (int i = -1; i < ROUNDS; i++) {
                final double aloneRate = alone(store);
                puts.reset();
                final Thread writer = new Thread(() -> write(puts, put, perSecond), "writer");
                writing = true;
                final long startNs = System.nanoTime();
                writer.start();
                final double besideRate = whileWriting(store);
                writer.join();
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

    private void write(final RateLoop puts, final Runnable put, final long perSecond) {
        try {
            // One second.
            puts.run(put, perSecond, TimeUnit.SECONDS.toNanos(1) / perSecond);
        } finally {
            writing = false;
        }
    }

    private static double alone(final LoadedStore store) {
        final long startNs = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(1)) {
            count += gets(store);
        }
        return count * 1e9 / (System.nanoTime() - startNs);
    }

    private double whileWriting(final LoadedStore store) {
        final long startNs = System.nanoTime();
        long count = 0;
        while (writing) {
            count += gets(store);
        }
        return count * 1e9 / (System.nanoTime() - startNs);
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
