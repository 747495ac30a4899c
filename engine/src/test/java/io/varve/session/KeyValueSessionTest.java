package io.varve.session;

import static io.varve.session.KeyStores.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.PutOptions;
import io.varve.log.RecordLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyValueSessionTest {

    private KeyValueStore store;
    private SessionWriter writer;
    private KeyValueSessionPool pool;
    private KeyValueSession session;

    @BeforeEach
    void open() {
        open(Durability.INTERVAL);
    }

    private void open(final Durability durability) {
        store = KeyValueStore.open(KeyStores.invoked().durability(durability).build());
        writer = new SessionWriter(store);
        writer.onStart();
        pool = new KeyValueSessionPool(store, writer, SessionPoolConfig.builder().laneCapacity(16 << 10)
            .leakListener(leak -> { }).build());
        session = pool.acquire();
    }

    @AfterEach
    void close() {
        session.close();
        pool.close();
        writer.onClose();
        store.close();
    }

    private long await(final long ticket) {
        return session.await(ticket, 1, SECONDS);
    }

    private void drain() {
        session.awaitApplied(session.lastTicket(), 1, SECONDS);
    }

    @Test
    void shouldPutGetAndDelete() {
        final long put = KeyStores.put(session, "a", "one");
        assertFalse(session.isApplied(put));
        assertEquals(KeyValueSession.UNKNOWN, session.result(put));
        assertEquals("one", KeyStores.get(session, "a"));
        final long version = session.result(put);
        assertEquals(version, session.reader().version(text("a"), 0, 1));
        final long delete = KeyStores.delete(session, "a");
        assertTrue(await(delete) > version);
        assertNull(KeyStores.get(session, "a"));
        assertEquals(KeyValueResult.NOT_FOUND, await(KeyStores.delete(session, "a")));
    }

    @Test
    void shouldTellEachTicketWhatHasBecomeOfIt() {
        final long first = KeyStores.put(session, "k", "1");
        final long conflict = KeyStores.put(session, new PutOptions().ifAbsent(), "k", "2");
        final long absent = KeyStores.delete(session, "none");
        final long last = KeyStores.put(session, new PutOptions().ifPresent(), "k", "3");
        drain();
        assertTrue(session.result(first) > 0);
        assertEquals(KeyValueResult.CONFLICT, session.result(conflict));
        assertEquals(KeyValueResult.NOT_FOUND, session.result(absent));
        assertEquals(session.result(first) + 1, session.result(last));
        assertEquals("3", KeyStores.get(session, "k"));
    }

    @Test
    void shouldCompareVersions() {
        final long version = await(KeyStores.put(session, "k", "1"));
        assertEquals(KeyValueResult.CONFLICT,
            await(KeyStores.put(session, new PutOptions().ifVersion(version + 1), "k", "2")));
        assertEquals(KeyValueResult.CONFLICT, await(session.deleteIfVersion(version + 1, text("k"), 0, 1)));
        final long next = await(KeyStores.put(session, new PutOptions().ifVersion(version), "k", "2"));
        assertTrue(await(session.deleteIfVersion(next, text("k"), 0, 1)) > next);
    }

    @Test
    void shouldCount() {
        final long first = session.addAndGet(5, text("c"), 0, 1);
        final long second = session.addAndGet(-7, text("c"), 0, 1);
        assertTrue(await(second) > 0);
        assertEquals(5, session.counterValue(first));
        assertEquals(-2, session.counterValue(second));
        KeyStores.put(session, "text", "x");
        assertEquals(KeyValueResult.NOT_A_COUNTER, await(session.addAndGet(1, text("text"), 0, 4)));
    }

    @Test
    void shouldAppendAndKeepTypeAndEnd() {
        final long endMs = System.currentTimeMillis() + 100_000;
        KeyStores.put(session, new PutOptions().valueType(7).expireAt(endMs), "k", "ab");
        session.append(text("k"), 0, 1, text("cd"), 0, 2);
        assertEquals("abcd", KeyStores.get(session, "k"));
        final KeyValueReader reader = session.reader();
        assertEquals(endMs, reader.expireAt(text("k"), 0, 1));
        assertEquals(7, reader.lastValueType());
        session.persist(text("k"), 0, 1);
        assertEquals(0, session.reader().expireAt(text("k"), 0, 1));
        session.expireAt(text("k"), 0, 1, 1);
        assertNull(KeyStores.get(session, "k"));
        assertEquals(KeyValueResult.NOT_FOUND, await(session.expireAt(text("k"), 0, 1, endMs)));
        assertThrows(ConfigurationException.class, () -> session.expireAt(text("k"), 0, 1, -1));
    }

    @Test
    void shouldCommitABatchAsAWhole() {
        KeyStores.put(session, "gone", "x");
        final long version = await(session.lastTicket());
        assertTrue(session.tryBatch(1000) >= 0);
        try (KeyValueSessionBatch batch = session.batch()) {
            assertEquals(0, batch.put(text("a"), 0, 1, text("1"), 0, 1));
            assertEquals(1, batch.deleteIfVersion(version, text("gone"), 0, 4));
            assertEquals(2, batch.add(3, text("c"), 0, 1));
            assertEquals(3, batch.delete(text("none"), 0, 4));
            final long ticket = batch.commit();
            assertEquals(version + 3, await(ticket));
            assertEquals(-1, session.failedAt(ticket));
        }
        assertEquals("1", KeyStores.get(session, "a"));
        assertNull(KeyStores.get(session, "gone"));
    }

    @Test
    void shouldStoreNothingOfABatchThatIsRefused() {
        KeyStores.put(session, "b", "old");
        session.tryBatch(1000);
        session.batch().put(text("a"), 0, 1, text("1"), 0, 1);
        session.batch().put(new PutOptions().ifAbsent(), text("b"), 0, 1, text("2"), 0, 1);
        final long ticket = session.batch().commit();
        assertEquals(KeyValueResult.CONFLICT, await(ticket));
        assertEquals(1, session.failedAt(ticket));
        assertNull(KeyStores.get(session, "a"));
        assertEquals("old", KeyStores.get(session, "b"));
    }

    @Test
    void shouldLeaveNoTraceOfABatchThatIsAborted() {
        session.tryBatch(1000);
        session.batch().put(text("a"), 0, 1, text("1"), 0, 1);
        assertThrows(ConfigurationException.class, () -> KeyStores.put(session, "b", "1"));
        session.batch().abort();
        session.tryBatch(1000);
        final long last = session.batch().commit();
        assertEquals(0, last);
        session.tryBatch(1000);
        session.batch().put(text("a"), 0, 1, text("1"), 0, 1);
        session.close();
        assertEquals(0, writer.doWork());
        assertEquals(0, store.size());
    }

    @Test
    void shouldRefuseWhatALaneOrABatchDoesNotTake() {
        final UnsafeBuffer large = new UnsafeBuffer(new byte[16 << 10]);
        assertThrows(RecordTooLargeException.class, () -> session.put(large, 0, 8, large, 0, 2048));
        assertTrue(session.put(large, 0, 8, large, 0, session.maxLength() - 8) > 0);
        assertThrows(ConfigurationException.class, () -> session.put(large, 0, 0, large, 0, 1));
        assertThrows(ConfigurationException.class, () -> session.put(large, 0, 1, large, 0, -1));
        assertThrows(RecordTooLargeException.class, () -> session.tryBatch(session.maxBatchLength() + 1));
        drain();
        session.tryBatch(KeyValueSessionBatch.changeLength(1, 1));
        session.batch().put(large, 0, 1, large, 0, 1);
        assertThrows(RecordTooLargeException.class, () -> session.batch().delete(large, 0, 1));
        assertTrue(await(session.batch().commit()) > 0);
    }

    @Test
    void shouldSayThatTheLaneIsFull() {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[1000]);
        long code = 0;
        while (code >= 0) {
            code = session.put(text("k"), 0, 1, value, 0, 1000);
        }
        assertEquals(KeyValueSession.BACK_PRESSURED, code);
        drain();
        assertTrue(session.put(text("k"), 0, 1, value, 0, 1000) > 0);
    }

    @Test
    void shouldForceOnceForAllThatWait() {
        close();
        open(Durability.BATCH);
        try (KeyValueSession other = pool.acquire()) {
            final long first = KeyStores.put(session, "a", "1");
            final long second = KeyStores.put(other, "b", "2");
            assertTrue(await(first) > 0);
            final long durable = store.durablePosition();
            assertTrue(other.await(second, 1, SECONDS) > 0);
            assertEquals(durable, store.durablePosition());
            assertEquals(KeyValueResult.NOT_FOUND, await(KeyStores.delete(session, "none")));
        }
    }

    @Test
    void shouldKeepOneReaderAndCloseItWithTheSession() {
        KeyStores.put(session, "a", "1");
        final KeyValueReader reader = session.reader();
        assertSame(reader, session.reader());
        reader.begin();
        session.close();
        assertThrows(StoreClosedException.class, session::reader);
        assertThrows(StoreClosedException.class, () -> KeyStores.get(session, "a"));
        assertEquals(KeyValueSession.CLOSED, KeyStores.put(session, "a", "2"));
    }

    @Test
    void shouldRefuseAPoolOfAnotherKind() {
        assertThrows(ConfigurationException.class, () -> {
            try (RecordLog log = RecordLog.open(Logs.invoked().build())) {
                new SessionPool(log, writer, pool.config());
            }
        });
        try (RecordLog log = RecordLog.open(Logs.invoked().build())) {
            final SessionWriter ofALog = new SessionWriter(log);
            assertThrows(
                ConfigurationException.class, () -> new KeyValueSessionPool(store, ofALog, pool.config()));
        }
    }

    @Test
    void shouldTakeExpiredKeysOutWhenNoCommandWaits() {
        KeyStores.put(session, new PutOptions().expireAt(1), "k", "1");
        drain();
        assertEquals(1, store.size());
        for (int i = 0; i < 100_000 && store.size() > 0; i++) {
            store.config().log().agents().doWork();
            writer.doWork();
        }
        assertEquals(0, store.size());
    }

    @Test
    void shouldTakeALostSessionBackWithItsReaderAndItsBatch() {
        close();
        open();
        lose();
        while (pool.statistics().lost() == 0) {
            System.gc();
            pool.sweep();
        }
        assertEquals(1, pool.statistics().inUse());
        KeyStores.put(session, "after", "1");
        drain();
        try (KeyValueSession next = pool.acquire()) {
            assertNull(KeyStores.get(next, "half"));
            assertEquals("x", KeyStores.get(next, "before"));
            assertEquals("1", KeyStores.get(next, "after"));
        }
    }

    private void lose() {
        final KeyValueSession lost = pool.acquire();
        KeyStores.put(lost, "before", "x");
        lost.reader().begin();
        lost.tryBatch(100);
        lost.batch().put(text("half"), 0, 4, text("x"), 0, 1);
    }
}
