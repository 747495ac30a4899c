package io.varve.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.AllocationMeter;
import io.varve.Durability;
import io.varve.kv.KeyValueStore;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class KeyValueSessionAllocationTest {

    private final AllocationMeter meter = new AllocationMeter();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[32]);
    /** Time stands still: what agents do now and then on this thread is not part of a change. */
    private final KeyValueStore store = KeyValueStore.open(KeyStores.invoked().durability(Durability.NONE)
        .maxSpaceAmplification(Double.POSITIVE_INFINITY)
        .log(log -> log.segmentLength(2 << 20).monotonicClock(() -> 1)).build());
    private final SessionWriter writer = new SessionWriter(store);
    private final KeyValueSessionPool pool = new KeyValueSessionPool(
        store, writer, SessionPoolConfig.builder().laneCapacity(64 << 10).build());

    @BeforeEach
    void start() {
        writer.onStart();
    }

    @AfterEach
    void close() {
        pool.close();
        writer.onClose();
        store.close();
    }

    @Test
    void shouldAllocateNothingToPutGetAndDelete() {
        try (KeyValueSession session = pool.acquire()) {
            assertEquals(0, meter.leastAllocated(() -> {
                session.put(key, 0, 8, value, 0, 32);
                final int length = session.get(key, 0, 8, value, 0);
                return session.awaitApplied(session.delete(key, 0, 8), 10, SECONDS) > 0 ? length : 0;
            }));
        }
    }

    @Test
    void shouldAllocateNothingForCountersAndBatches() {
        try (KeyValueSession session = pool.acquire()) {
            assertEquals(0, meter.leastAllocated(() -> {
                session.addAndGet(1, key, 0, 4);
                session.tryBatch(256);
                session.batch().put(key, 0, 8, value, 0, 32);
                session.batch().delete(key, 0, 7);
                return session.awaitApplied(session.batch().commit(), 10, SECONDS) > 0 ? 1 : 0;
            }));
        }
    }
}
