package io.varve.session;

import static io.varve.session.KeyStores.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreClosedException;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.PutOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsyncKeyValueSessionTest {

    private final KeyValueStore store = KeyValueStore.open(KeyStores.invoked().build());
    private final SessionWriter writer = new SessionWriter(store);
    private final KeyValueSessionPool pool =
        new KeyValueSessionPool(store, writer, SessionPoolConfig.builder().laneCapacity(4 << 10).build());
    private final SessionDispatcher dispatcher = new SessionDispatcher(writer);
    private final AsyncKeyValueSession session = dispatcher.open(pool.acquire());

    @BeforeEach
    void start() {
        writer.onStart();
    }

    @AfterEach
    void close() {
        dispatcher.onClose();
        pool.close();
        writer.onClose();
        store.close();
    }

    private void work() {
        for (int i = 0; i < 20; i++) {
            store.config().log().agents().doWork();
            writer.doWork();
            dispatcher.doWork();
        }
    }

    private CompletableFuture<Long> put(final PutOptions options, final String key, final String value) {
        return session.put(options, text(key), 0, key.length(), text(value), 0, value.length())
            .toCompletableFuture();
    }

    private CompletableFuture<byte[]> get(final String key) {
        return session.get(text(key), 0, key.length()).toCompletableFuture();
    }

    private static byte[] bytes(final String value) {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldGetAfterTheWritesBefore() {
        final UnsafeBuffer key = text("k");
        final CompletableFuture<byte[]> before = session.get(key, 0, 1).toCompletableFuture();
        final CompletableFuture<Long> put = put(new PutOptions(), "k", "one");
        final CompletableFuture<byte[]> after = session.get(key, 0, 1).toCompletableFuture();
        key.putByte(0, (byte) 'x');
        assertFalse(after.isDone());
        assertNull(dispatched(before));
        work();
        final CompletableFuture<Long> conflict = put(new PutOptions().ifAbsent(), "k", "two");
        final CompletableFuture<Long> delete =
            session.delete(text("k"), 0, 1).toCompletableFuture();
        work();
        assertTrue(put.join() > 0);
        assertArrayEquals(bytes("one"), after.join());
        assertEquals(KeyValueResult.CONFLICT, conflict.join());
        assertTrue(delete.join() > put.join());
        final CompletableFuture<byte[]> gone = get("k");
        work();
        assertNull(gone.join());
    }

    private byte[] dispatched(final CompletableFuture<byte[]> stage) {
        dispatcher.doWork();
        return stage.join();
    }

    @Test
    void shouldCompleteABatchWithItsResult() {
        final CompletableFuture<Long> stored = session.batch(504, batch -> {
            batch.put(text("a"), 0, 1, text("1"), 0, 1);
            batch.put(text("b"), 0, 1, text("2"), 0, 1);
        }).toCompletableFuture();
        final CompletableFuture<Long> refused = session.batch(504, batch -> {
            batch.put(text("a"), 0, 1, text("3"), 0, 1);
            batch.deleteIfVersion(1_000, text("b"), 0, 1);
        }).toCompletableFuture();
        assertEquals(0, session.batch(504, batch -> { }).toCompletableFuture().join());
        final CompletableFuture<byte[]> value = get("a");
        work();
        assertTrue(stored.join() > 1);
        assertEquals(KeyValueResult.CONFLICT, refused.join());
        assertArrayEquals(bytes("1"), value.join());
    }

    @Test
    void shouldRefuseMoreThanALaneRemembers() {
        for (int i = 0; i < 64; i++) {
            get("k");
        }
        assertEquals(KeyValueResult.BACK_PRESSURED, put(new PutOptions(), "k", "v").join());
        final CompletionException ex = assertThrows(CompletionException.class, get("k")::join);
        assertInstanceOf(RejectedExecutionException.class, ex.getCause());
        work();
        assertFalse(get("k").isDone());
    }

    @Test
    void shouldCompleteOnTheThreadOfTheDispatcher() throws InterruptedException {
        final CompletableFuture<Thread> completedOn =
            put(new PutOptions(), "k", "v").thenApply(version -> Thread.currentThread());
        while (!completedOn.isDone()) {
            store.config().log().agents().doWork();
            writer.doWork();
            final Thread other = new Thread(dispatcher::doWork);
            other.start();
            other.join();
            if (completedOn.isDone()) {
                assertSame(other, completedOn.join());
            }
        }
    }

    @Test
    void shouldFailStagesWhenItIsClosed() {
        session.close();
        assertInstanceOf(StoreClosedException.class,
            assertThrows(CompletionException.class, get("k")::join).getCause());
        assertInstanceOf(StoreClosedException.class,
            assertThrows(CompletionException.class, put(new PutOptions(), "k", "v")::join).getCause());
        dispatcher.doWork();
        assertEquals(0, pool.statistics().inUse());
    }
}
