package io.varve.perf.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Put new keys at a fixed rate into a store that begins empty, several times, each insert timed by itself. The floor of
 * an append runs before each of them in the same JVM for half as long.
 */
final class KeyValueGrowthTrial implements Trial {

    static final String PUT = "put";
    static final String FLOOR = "floor";
    private static final int ROUNDS = 3;
    private static final int FLOOR_BYTES = 100 << 20;
    private static final int WARM_UP = 500_000;

    private long next;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long keys = values.number("keys");
        final long longestNs = values.number("longest");
        final long intervalNs = TimeUnit.SECONDS.toNanos(1) / values.number("rate");
        final RateLoop puts = new RateLoop();
        final RateLoop floors = new RateLoop();
        final RepeatedPeaks putPeaks = new RepeatedPeaks(keys);
        final RepeatedPeaks floorPeaks = new RepeatedPeaks(keys);
        final UnsafeBuffer body = new UnsafeBuffer(
            ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH + KeyValueData.VALUE_LENGTH));
        try (BurstFloor floor = new BurstFloor(Path.of(values.text("dir")).resolve("floor"), FLOOR_BYTES)) {
            final Runnable append = () -> floor.appendAround(body, body.capacity());
            floor.prepare();
            run(floors, append, WARM_UP, intervalNs, new RepeatedPeaks(WARM_UP));
            try (LoadedStore store = LoadedStore.empty(values, "warm", WARM_UP)) {
                run(puts, () -> store.target().put(next), WARM_UP, intervalNs, new RepeatedPeaks(WARM_UP));
            }
            floors.reset();
            puts.reset();
            for (int round = 0; round < ROUNDS; round++) {
                run(floors, append, keys / 2, intervalNs, floorPeaks);
                try (LoadedStore store = LoadedStore.empty(values, "store-" + round, keys)) {
                    run(puts, () -> store.target().put(next), keys, intervalNs, putPeaks);
                    store.check();
                }
                Forks.delete(Path.of(values.text("dir")).resolve("store-" + round));
            }
        }
        final TrialValues result = new TrialValues();
        put(result, puts, putPeaks, PUT, longestNs);
        put(result, floors, floorPeaks, FLOOR, longestNs);
        return result;
    }

    private void run(final RateLoop loop, final Runnable operation, final long count, final long intervalNs,
        final RepeatedPeaks peaks) {
        next = 0;
        loop.run(() -> {
            final long startNs = System.nanoTime();
            operation.run();
            peaks.record(next++, System.nanoTime() - startNs);
        }, count, intervalNs);
        peaks.endRound();
    }

    private static void put(final TrialValues result, final RateLoop loop, final RepeatedPeaks peaks,
        final String name, final long longestNs) {
        loop.put(result, name);
        result.put(name + ".repeated", peaks.longestNs()).put(name + ".repeated.at", peaks.longestAt())
            .put(name + ".repeated.over", peaks.blocksOver(longestNs))
            .put(name + ".over", loop.servicesOver(longestNs)).put(name + ".over.gaps", loop.expectedGaps(longestNs));
    }
}
