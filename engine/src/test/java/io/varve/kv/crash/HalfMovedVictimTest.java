package io.varve.kv.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * A kill in the middle of a move leaves two copies of a record, of which the old one lies in a segment that is not
 * chosen again for long. Random workloads hardly ever come to that.
 */
class HalfMovedVictimTest {

    private static final Path PATH = Path.of("/store");
    private static final int KEPT = 24;
    private static final int GARBAGE = KEPT;
    private static final int LENGTH = 2_000;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[LENGTH + Long.BYTES]);
    private long timeNs = 1_700_000_000_000_000_000L;
    private EngineAgents agents;
    private KeyValueStore store = open();

    private KeyValueStore open() {
        agents = EngineAgents.invoked();
        return KeyValueStore.open(KeyValueConfig.at(PATH).durability(Durability.NONE)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
                .clock(() -> timeNs)).build());
    }

    private void killAndReopen() {
        storage.killProcess();
        store = open();
    }

    private void put(final int number) {
        final int keyLength = Change.writeKey(number, key);
        store.writer().put(key, 0, keyLength, value, 0, LENGTH);
    }

    private void putGarbageUpTo(final int segment) {
        do {
            put(GARBAGE);
        } while (store.writer().position() < (long) segment * LogConfig.MIN_SEGMENT_LENGTH);
    }

    private void compactUntil(final BooleanSupplier condition) {
        store.compaction().trigger();
        for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
            timeNs += 10_000_000;
            agents.doWork();
            store.writer().doWork();
        }
        assertTrue(condition.getAsBoolean(), "compaction did not come to that");
    }

    @Test
    void shouldKeepAKeyDeletedWhoseOldCopyLiesInAHalfMovedSegment() {
        for (int number = 0; number < KEPT; number++) {
            put(number);
        }
        putGarbageUpTo(1);
        compactUntil(() -> store.compaction().movedRecords() > 0);
        final long moved = store.compaction().movedRecords();
        assertTrue(moved < KEPT, () -> moved + " records moved at once");
        killAndReopen();
        store.compaction().pause();
        assertTrue(store.writer().delete(key, 0, Change.writeKey(0, key)) > 0);
        for (int number = 1; number < moved; number++) {
            put(number);
        }
        putGarbageUpTo(2);
        for (int number = 1; number < moved; number++) {
            put(number);
        }
        putGarbageUpTo(3);
        store.compaction().resume();
        compactUntil(() -> store.compaction().removedSegments() > 0);
        assertEquals(0, new StoreOnDisk(storage.files(PATH)).listed().get(0), "the half-moved segment is gone");
        killAndReopen();
        try (KeyValueReader reader = store.reader()) {
            assertEquals(0, reader.version(key, 0, Change.writeKey(0, key)), "the deleted key came back");
            assertEquals(LENGTH, reader.length(key, 0, Change.writeKey((int) moved, key)));
        }
        store.close();
    }
}
