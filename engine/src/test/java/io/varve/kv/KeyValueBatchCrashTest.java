package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.sim.SeededRandom;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyValueBatchCrashTest {

    private static final int SEEDS = 30;
    private static final int KEYS = 5;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[900]);
    /** For each batch that was committed, by its number, the position of its last record. */
    private final List<Long> committed = new ArrayList<>();
    private int lost;

    @Test
    @Tag("slow")
    void shouldFindBatchesWholeOrNotAtAllAfterALossOfPower() {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
        assertTrue(lost > 0, "no power loss took a batch: the test proves nothing");
    }

    private void run(final long seed) {
        final SeededRandom random = new SeededRandom(seed);
        final SimulatedStorage storage = new SimulatedStorage(seed).writeBackProbability(random.nextInt(4) * 0.15)
            .atomicSectors(random.nextBoolean());
        committed.clear();
        for (int round = 0; round < 4; round++) {
            final EngineAgents agents = EngineAgents.invoked();
            final KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(Path.of("/store"))
                .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)).build());
            final KeyValueBatch batch = store.writer().newBatch();
            for (int i = random.nextInt(30); i >= 0; i--) {
                commit(store.writer(), batch, random);
                storage.step();
                if (random.nextInt(5) == 0) {
                    agents.doWork();
                }
            }
            final long durable = store.durablePosition();
            storage.crash();
            assertWhole(storage, durable);
        }
    }

    /** Each batch puts its number under every key, and some keys are deleted first. */
    private void commit(final KeyValueWriter writer, final KeyValueBatch batch, final SeededRandom random) {
        batch.clear();
        value.putLong(0, committed.size());
        for (int i = 0; i < KEYS; i++) {
            key.putLong(0, i);
            if (random.nextInt(3) == 0) {
                batch.delete(key, 0, Long.BYTES);
            }
            batch.put(key, 0, Long.BYTES, value, 0, Long.BYTES + random.nextInt(value.capacity() - Long.BYTES));
        }
        assertTrue(writer.commit(batch) > 0);
        committed.add(writer.position());
    }

    private void assertWhole(final SimulatedStorage storage, final long durable) {
        final UnsafeBuffer found = new UnsafeBuffer(new byte[1024]);
        try (KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(Path.of("/store"))
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
                .agents(EngineAgents.invoked())).build());
            KeyValueReader reader = store.reader()) {
            long newest = -1;
            for (int i = 0; i < KEYS; i++) {
                key.putLong(0, i);
                final long number = reader.get(key, 0, Long.BYTES, found, 0) < 0 ? -1 : found.getLong(0);
                assertTrue(i == 0 || number == newest, "a part of a batch");
                newest = number;
            }
            assertEquals(newest < 0 ? 0 : KEYS, store.size());
            assertTrue(newest < committed.size());
            while (committed.size() - 1 > newest) {
                assertTrue(committed.remove(committed.size() - 1) >= durable, "a durable batch is lost");
                lost++;
            }
        }
    }
}
