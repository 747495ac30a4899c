package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyValueBatchRaceTest {

    private static final int KEYS = 16;
    private static final int BATCHES = 50_000;

    @Test
    @Tag("slow")
    void shouldShowBatchesWholeToReadersOfManyKeys() throws InterruptedException {
        try (KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(Path.of("race-in-memory"))
            .log(log -> log.storage(new MemoryStorage()).segmentLength(64 * LogConfig.MIN_SEGMENT_LENGTH)).build())) {
            final UnsafeBuffer keys = keys();
            final AtomicBoolean ended = new AtomicBoolean();
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            commit(store, keys, 0);
            final Thread reader = new Thread(() -> readUntil(store, keys, ended));
            reader.setUncaughtExceptionHandler((thread, cause) -> failure.set(cause));
            reader.start();
            for (int i = 1; i <= BATCHES && failure.get() == null; i++) {
                commit(store, keys, i);
            }
            ended.set(true);
            reader.join();
            assertEquals(null, failure.get());
        }
    }

    private static UnsafeBuffer keys() {
        final UnsafeBuffer keys = new UnsafeBuffer(new byte[KEYS * Long.BYTES]);
        for (int i = 0; i < KEYS; i++) {
            keys.putLong(i * Long.BYTES, i);
        }
        return keys;
    }

    private static void commit(final KeyValueStore store, final UnsafeBuffer keys, final long value) {
        final KeyValueBatch batch = store.writer().newBatch();
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[Long.BYTES]);
        bytes.putLong(0, value);
        for (int i = 0; i < KEYS; i++) {
            batch.put(keys, i * Long.BYTES, Long.BYTES, bytes, 0, Long.BYTES);
        }
        assertTrue(store.writer().commit(batch) > 0);
        // Others, so that buckets are split meanwhile.
        bytes.putLong(0, ~value);
        store.writer().put(bytes, 0, Long.BYTES, bytes, 0, Long.BYTES);
    }

    private static void readUntil(final KeyValueStore store, final UnsafeBuffer keys, final AtomicBoolean ended) {
        final KeyValueMultiGet request = new KeyValueMultiGet(KEYS).begin(keys);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[KEYS * Long.BYTES]);
        for (int i = 0; i < KEYS; i++) {
            request.add(i * Long.BYTES, Long.BYTES);
        }
        try (KeyValueReader reader = store.reader()) {
            while (!ended.get()) {
                assertEquals(KEYS, reader.multiGet(request, target, 0));
                for (int i = 1; i < KEYS; i++) {
                    assertEquals(target.getLong(0), target.getLong(i * Long.BYTES));
                }
            }
        }
    }
}
