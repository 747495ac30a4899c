package io.varve.session;

import static io.varve.session.KeyStores.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.io.sim.SimulatedStorage;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.log.LogConfig;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that are longer than one frame, and a disk that has no room for more. */
class KeyValueSessionRoomTest {

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final KeyValueStore store = KeyValueStore.open(KeyStores.invoked()
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    private final SessionWriter writer = new SessionWriter(store);
    private final KeyValueSessionPool pool = new KeyValueSessionPool(
        store, writer, SessionPoolConfig.builder().laneCapacity(256 << 10).build());
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[20_000]);
    private KeyValueSession session;

    @BeforeEach
    void start() {
        writer.onStart();
        session = pool.acquire();
    }

    @AfterEach
    void close() {
        storage.capacityBytes(Long.MAX_VALUE);
        session.close();
        pool.close();
        writer.onClose();
        store.close();
    }

    private long await(final long ticket) {
        return session.await(ticket, 10, SECONDS);
    }

    private long put(final String key, final int length) {
        return await(session.put(text(key), 0, key.length(), value, 0, length));
    }

    @Test
    void shouldPutAndAppendWhatIsLongerThanAFrame() {
        value.putByte(19_999, (byte) 7);
        assertTrue(put("k", 20_000) > 0);
        assertTrue(await(session.append(text("k"), 0, 1, value, 0, 5_000)) > 0);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[30_000]);
        assertEquals(25_000, session.get(text("k"), 0, 1, target, 0));
        assertEquals(7, target.getByte(19_999));
        session.tryBatch(session.maxBatchLength());
        assertThrows(ConfigurationException.class, () -> session.batch().put(text("b"), 0, 1, value, 0, 20_000));
        session.batch().abort();
    }

    @Test
    void shouldGoOnWhenTheDiskIsFull() {
        assertTrue(put("k", 1) > 0);
        for (int i = 0; i < 100; i++) {
            store.config().log().agents().doWork();
        }
        storage.capacityBytes(storage.allocatedBytes());
        int number = 0;
        long result = 0;
        while (result >= 0) {
            result = put("k" + number++, 2_000);
        }
        assertEquals(KeyValueResult.FULL, result);
        assertEquals(KeyValueResult.FULL, put("long", 20_000));
        assertEquals(KeyValueResult.FULL, await(session.append(text("long"), 0, 4, value, 0, 20_000)));
        final long deleted = await(KeyStores.delete(session, "k0"));
        assertTrue(deleted > 0, "code " + deleted);
        assertFalse(writer.hasEnded());
        storage.capacityBytes(Long.MAX_VALUE);
        do {
            result = put("long", 20_000);
        } while (result == KeyValueResult.FULL);
        assertTrue(result > 0);
    }
}
