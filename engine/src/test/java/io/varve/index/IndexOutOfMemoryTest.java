package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same random operations over and over, with memory that fails at the first request, then at the second, and so on:
 * after the error every key is found, every overflow bucket is in a chain or free, and the index goes on.
 */
@Tag("slow")
class IndexOutOfMemoryTest {

    private static final int OPERATIONS = 3_500;
    private static final int KEYS = 4_000;
    private static final Hash64 HASH = new Hash64(11);

    private final Map<Integer, Integer> expected = new HashMap<>();
    private FailingMemory table;
    private FailingMemory overflow;
    private int requests;
    private int failAt;
    private int failUntil;
    private int failuresInSplits;

    /** Counts requests, and refuses some. */
    private final class FailingMemory extends BucketMemory {

        @Override
        void allocate(final long count) {
            requests++;
            if (requests >= failAt && requests < failUntil) {
                throw new OutOfMemoryError("as the test wants it");
            }
            super.allocate(count);
        }
    }

    /** Few buckets with long chains, so that a split takes several overflow buckets. */
    private static long hash(final int key) {
        return HASH.hashLong(key) & ~0xff8L;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldGoOnWithEveryKeyAfterMemoryHasRunOut(final int failures) {
        run(Integer.MAX_VALUE, 0);
        final int all = requests;
        assertTrue(all > 100, () -> "requests: " + all);
        for (int first = 3; first <= all; first++) {
            run(first, failures);
        }
        assertTrue(failuresInSplits > 10, () -> "failures in splits: " + failuresInSplits);
    }

    private void run(final int firstFailure, final int failures) {
        requests = 0;
        failAt = firstFailure;
        failUntil = firstFailure + failures;
        expected.clear();
        table = new FailingMemory();
        overflow = new FailingMemory();
        final Random random = new Random(5);
        try (HashIndex index = new HashIndex(HashIndex.MIN_LOAD, 0, table, overflow)) {
            final IndexWriter writer = index.writer();
            for (int i = 0; i < OPERATIONS; i++) {
                final int key = random.nextInt(KEYS);
                if (RecordAddress.find(writer, hash(key), key) == IndexProbe.NOT_FOUND) {
                    insert(index, key, random.nextInt(RecordAddress.MAX_VERSION));
                } else if (random.nextInt(3) == 0) {
                    writer.remove();
                    expected.remove(key);
                } else {
                    final int version = random.nextInt(RecordAddress.MAX_VERSION);
                    writer.replace(RecordAddress.of(key, version));
                    expected.put(key, version);
                }
            }
            check(index);
        }
    }

    private void insert(final HashIndex index, final int key, final int version) {
        final IndexWriter writer = index.writer();
        boolean inserted = false;
        while (!inserted) {
            try {
                writer.insert(hash(key), RecordAddress.of(key, version));
                inserted = true;
            } catch (final OutOfMemoryError ex) {
                for (final StackTraceElement element : ex.getStackTrace()) {
                    failuresInSplits += element.getMethodName().equals("copyMoved") ? 1 : 0;
                }
                check(index);
            }
        }
        expected.put(key, version);
    }

    private void check(final HashIndex index) {
        final IndexProbe probe = index.probe();
        expected.forEach((key, version) ->
            assertEquals(RecordAddress.of(key, version), RecordAddress.find(probe, hash(key), key)));
        final IndexStatistics statistics = index.statistics();
        assertEquals(expected.size(), statistics.keys());
        long entries = 0;
        long linked = 0;
        for (long bucket = 0; bucket < statistics.buckets(); bucket++) {
            long line = table.address(bucket);
            entries += entries(line);
            for (long next = next(line); next != 0; next = next(line)) {
                line = overflow.address(next);
                entries += entries(line);
                linked++;
            }
        }
        assertEquals(expected.size(), entries);
        assertEquals(linked, statistics.overflowBuckets());
    }

    private static long next(final long line) {
        return BucketDescriptor.overflow(UnsafeApi.getLong(line + BucketDescriptor.META_OFFSET));
    }

    private static int entries(final long line) {
        int entries = 0;
        for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
            entries += UnsafeApi.getLong(line + i * BucketDescriptor.ENTRY_LENGTH) == 0 ? 0 : 1;
        }
        return entries;
    }
}
