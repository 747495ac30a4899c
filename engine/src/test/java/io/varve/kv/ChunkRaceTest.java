package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers never see parts of two values, nor miss one, while the chunks move under them. */
@Tag("slow")
class ChunkRaceTest {

    private static final int KEYS = 8;
    private static final int MAX_LENGTH = 60_000;
    private static final long RUN_NS = TimeUnit.SECONDS.toNanos(5);

    private volatile boolean done;

    @Test
    void shouldReadWholeValuesWhileTheyMove(@TempDir final Path directory) throws Exception {
        final KeyValueConfig config = KeyValueConfig.at(directory.resolve("store")).maxSpaceAmplification(1.1)
            .log(log -> log.segmentLength(LogConfig.MIN_SEGMENT_LENGTH).allowUnsafeFileSystem(true)).build();
        final ExecutorService threads = Executors.newFixedThreadPool(2);
        try (KeyValueStore store = KeyValueStore.open(config)) {
            final Random random = new Random(3);
            for (int i = 0; i < KEYS; i++) {
                put(store.writer(), i, random);
            }
            final List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                final int number = i;
                readers.add(threads.submit(() -> read(store, number)));
            }
            final long end = System.nanoTime() + RUN_NS;
            while (System.nanoTime() < end && readers.stream().noneMatch(Future::isDone)) {
                put(store.writer(), random.nextInt(KEYS / 2), random);
                store.compaction().trigger();
                store.writer().doWork();
            }
            done = true;
            for (final Future<Long> reader : readers) {
                assertTrue(reader.get(1, TimeUnit.MINUTES) > 0);
            }
            assertTrue(store.compaction().movedRecords() > 0);
            assertTrue(store.compaction().removedSegments() > 0);
        } finally {
            done = true;
            threads.shutdownNow();
        }
    }

    /** All bytes of a value are the same, and tell its length. */
    private static void put(final KeyValueWriter writer, final int number, final Random random) {
        final byte content = (byte) random.nextInt(128);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[] {(byte) number});
        final UnsafeBuffer value = new UnsafeBuffer(new byte[length(content)]);
        value.setMemory(0, value.capacity(), content);
        assertTrue(writer.put(key, 0, 1, value, 0, value.capacity()) > 0);
    }

    private static int length(final byte content) {
        return 1 + content * (MAX_LENGTH / 128);
    }

    private long read(final KeyValueStore store, final int seed) {
        final Random random = new Random(seed);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[1]);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[MAX_LENGTH]);
        final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        long reads = 0;
        try (KeyValueReader reader = store.reader()) {
            while (!done) {
                key.putByte(0, (byte) random.nextInt(KEYS));
                check(target, reader.get(key, 0, 1, target, 0));
                reader.begin();
                final int length = reader.viewPieces(key, 0, 1);
                int copied = 0;
                while (reader.nextPiece(view) > 0) {
                    target.putBytes(copied, view, 0, view.capacity());
                    copied += view.capacity();
                }
                assertEquals(length, copied);
                check(target, length);
                reader.end();
                reads++;
            }
        }
        return reads;
    }

    private static void check(final UnsafeBuffer target, final int length) {
        assertTrue(length > 0, "length " + length);
        final byte content = target.getByte(0);
        assertEquals(length(content), length);
        for (int i = 0; i < length; i++) {
            if (target.getByte(i) != content) {
                throw new AssertionError("byte " + i + " of " + length + " is of another value");
            }
        }
    }
}
