package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.kv.backup.BackupResult;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups on files, while the writer and compaction go on. */
class BackupRaceTest {

    private static final int KEYS = 300;
    private static final int BACKUPS = 5;

    @TempDir
    Path directory;

    private volatile long written;
    private volatile boolean stopped;

    private KeyValueConfig config(final Path path) {
        return KeyValueConfig.at(path).log(log -> log.segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build();
    }

    @Test
    @Tag("slow")
    void shouldHoldTheStoreOfOneMomentWhileItIsWritten() throws Exception {
        int linked = 0;
        try (StoreDriver driver = new StoreDriver(config(directory.resolve("store")))) {
            final CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(driver));
            for (int i = 0; i < BACKUPS; i++) {
                final Path path = directory.resolve("backup" + i);
                while (written < 2_000L * i + KEYS) {
                    assertTrue(!writer.isDone(), "the writer ended");
                    Thread.onSpinWait();
                }
                final long before = written;
                final BackupResult result = driver.store().backup(path);
                linked += result.linkedSegments();
                verify(path, before, written + 1);
            }
            stopped = true;
            writer.get(30, TimeUnit.SECONDS);
            assertTrue(driver.store().compaction().removedSegments() > 0);
        }
        assertTrue(linked > 0, "nothing was linked");
    }

    private void write(final StoreDriver driver) {
        for (long i = 0; !stopped; i++) {
            driver.put("key" + i % KEYS, i + "x".repeat((int) (i % 400)));
            driver.writer().doWork();
            written = i;
        }
    }

    private void verify(final Path path, final long least, final long most) {
        try (StoreDriver copy = new StoreDriver(config(path))) {
            long last = -1;
            for (int key = 0; key < KEYS; key++) {
                last = Math.max(last, number(copy.get("key" + key)));
            }
            assertTrue(last >= least && last <= most, last + " is not from " + least + " to " + most);
            for (int key = 0; key < KEYS; key++) {
                assertEquals(last - (last - key) % KEYS, number(copy.get("key" + key)), "key" + key);
            }
            assertEquals(KEYS, copy.store().size());
        }
    }

    private static long number(final String value) {
        return Long.parseLong(value.replace("x", ""));
    }
}
