package io.varve.perf.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Put new keys at a fixed rate into a store that begins empty, each timed by itself. The floor of an append runs before
 * and after in the same JVM for half as long each.
 */
final class KeyValueGrowthTrial implements Trial {

    static final String PUT = "put";
    static final String FLOOR = "floor";
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
        final UnsafeBuffer body = new UnsafeBuffer(
            ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH + KeyValueData.VALUE_LENGTH));
        try (BurstFloor floor = new BurstFloor(Path.of(values.text("dir")).resolve("floor"), FLOOR_BYTES)) {
            final Runnable append = () -> floor.appendAround(body, body.capacity());
            floor.prepare();
            floors.run(append, WARM_UP, intervalNs);
            try (LoadedStore store = LoadedStore.empty(values, "warm", WARM_UP)) {
                puts.run(() -> store.target().put(next++), WARM_UP, intervalNs);
            }
            next = 0;
            floors.reset();
            puts.reset();
            floors.run(append, keys / 2, intervalNs);
            try (LoadedStore store = LoadedStore.empty(values, "store", keys)) {
                puts.run(() -> store.target().put(next++), keys, intervalNs);
                store.check();
            }
            floors.run(append, keys / 2, intervalNs);
        }
        final TrialValues result = new TrialValues();
        put(result, puts, PUT, longestNs);
        put(result, floors, FLOOR, longestNs);
        return result;
    }

    private static void put(final TrialValues result, final RateLoop loop, final String name, final long longestNs) {
        loop.put(result, name);
        result.put(name + ".longest.outside", loop.serviceOutsideGaps(100))
            .put(name + ".over", loop.servicesOver(longestNs))
            .put(name + ".over.gaps", loop.expectedGaps(longestNs));
    }
}
