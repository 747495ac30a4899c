package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyValueExpiryRaceTest {

    private static final int KEYS = 30_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    /** The agent searches on its thread while keys come, go, are put anew and buckets are split. */
    @Test
    @Tag("slow")
    void shouldClearWhatHasExpiredAndNothingElse() {
        try (KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(Path.of("expiry-race-in-memory"))
            .log(log -> log.storage(new MemoryStorage()).segmentLength(64 * LogConfig.MIN_SEGMENT_LENGTH)
                // So that it does not rest for long.
                .monotonicClock(() -> 1_000 * System.nanoTime()))
            .build())) {
            final PutOptions soon = new PutOptions();
            final UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);
            for (int i = 0; i < 4 * KEYS; i++) {
                key.putLong(0, i % KEYS);
                final boolean lasts = i % KEYS % 3 == 0;
                soon.expireAt(lasts && i >= 3 * KEYS ? 0 : System.currentTimeMillis() + i % 7);
                assertTrue(store.writer().put(soon, key, 0, Long.BYTES, key, 0, Long.BYTES) > 0);
            }
            final long startNs = System.nanoTime();
            while (store.size() > KEYS / 3 && System.nanoTime() - startNs < DEADLINE_NS) {
                store.writer().doWork();
                Thread.onSpinWait();
            }
            assertEquals(KEYS / 3, store.size());
            assertTrue(store.expiredKeys() >= KEYS - KEYS / 3);
            try (KeyValueReader reader = store.reader()) {
                for (int i = 0; i < KEYS; i++) {
                    key.putLong(0, i);
                    assertEquals(i % 3 == 0, reader.exists(key, 0, Long.BYTES));
                }
            }
        }
    }
}
