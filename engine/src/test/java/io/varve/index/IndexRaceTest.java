package io.varve.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers at the very bucket that the writer changes, with as little as possible in between. */
@Tag("slow")
class IndexRaceTest {

    private static final int KEYS = 40_000;
    private static final int LOW_MASK = (1 << BucketDescriptor.MIN_LEVEL) - 1;
    /** All that an index uses of a hash, but the bucket of the smallest table. */
    private static final long TAG_MASK = (1L << BucketDescriptor.HASH_BITS) - 1 - LOW_MASK;
    private static final int LASTING = 12;
    private static final int PASSING = 12;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger inserted = new AtomicInteger();
    private final long[] hashes = new long[KEYS];
    private final int[][] keysByBucket = new int[LOW_MASK + 1][];
    private volatile boolean ended;

    IndexRaceTest() {
        final Hash64 hash = new Hash64(7);
        final List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i <= LOW_MASK; i++) {
            lists.add(new ArrayList<>());
        }
        for (int key = 0; key < KEYS; key++) {
            hashes[key] = hash.hashLong(key);
            lists.get((int) hashes[key] & LOW_MASK).add(key);
        }
        for (int i = 0; i <= LOW_MASK; i++) {
            keysByBucket[i] = lists.get(i).stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Test
    void shouldNeverMissAKeyWhenItsBucketIsSplit() throws InterruptedException {
        race(5, this::insertAll, this::readAtSplits);
    }

    @Test
    void shouldScanEachKeyOnceWhenItsBucketIsSplit() throws InterruptedException {
        race(5, this::insertAll, this::scanAtSplits);
    }

    @Test
    void shouldNeverMissAKeyWhenItsOverflowBucketIsDrained() throws InterruptedException {
        race(1, index -> changeChain(index, 100_000), this::readChain);
    }

    @Test
    void shouldNeverMissAKeyInManyRaces() throws InterruptedException {
        race(200, this::insertAll, this::readAtSplits);
        race(200, this::insertAll, this::scanAtSplits);
        race(5, index -> changeChain(index, 10_000_000), this::readChain);
    }

    private void race(final int rounds, final Consumer<HashIndex> writing, final Consumer<HashIndex> reading)
        throws InterruptedException {
        for (int round = 0; round < rounds && failure.get() == null; round++) {
            ended = false;
            inserted.set(0);
            try (HashIndex index = new HashIndex(HashIndex.MAX_LOAD, 0)) {
                final Thread reader = new Thread(() -> {
                    try {
                        reading.accept(index);
                    } catch (final Throwable ex) {
                        failure.compareAndSet(null, ex);
                    }
                });
                reader.start();
                try {
                    writing.accept(index);
                } finally {
                    ended = true;
                    reader.join();
                }
            }
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private void insertAll(final HashIndex index) {
        for (int key = 0; key < KEYS && failure.get() == null; key++) {
            index.writer().insert(hashes[key], RecordAddress.of(key, 0));
            inserted.setRelease(key + 1);
        }
    }

    private void readAtSplits(final HashIndex index) {
        final IndexProbe probe = index.probe();
        while (!ended) {
            final int count = inserted.getAcquire();
            final long buckets = index.statistics().buckets();
            final long next = buckets - Long.highestOneBit(buckets);
            for (int ahead = 0; ahead < 3; ahead++) {
                for (final int key : keysByBucket[(int) (next + ahead) & LOW_MASK]) {
                    if (key < count && RecordAddress.find(probe, hashes[key], key) == IndexProbe.NOT_FOUND) {
                        throw new AssertionError("missed " + key + ": " + index.statistics());
                    }
                }
            }
        }
    }

    private void scanAtSplits(final HashIndex index) {
        final IndexScan scan = index.scan();
        final long firstCursor = scan.begin();
        final int[] seenIn = new int[KEYS];
        int pass = 0;
        while (!ended) {
            final int count = inserted.getAcquire();
            final long buckets = index.statistics().buckets();
            final long next = buckets - Long.highestOneBit(buckets);
            for (int ahead = 0; ahead < 3; ahead++) {
                final int bucket = (int) (next + ahead) & LOW_MASK;
                final int entries = scan.read(firstCursor + bucket);
                pass++;
                for (int i = 0; i < entries; i++) {
                    final int key = RecordAddress.key(scan.address(i));
                    if (seenIn[key] == pass) {
                        throw new AssertionError(key + " was returned twice");
                    }
                    seenIn[key] = pass;
                }
                for (final int key : keysByBucket[bucket]) {
                    if (key < count && seenIn[key] != pass) {
                        throw new AssertionError("the scan missed " + key + ": " + index.statistics());
                    }
                }
            }
        }
    }

    /** All keys in one bucket, so that it always has one or two overflow buckets more or less. */
    private void changeChain(final HashIndex index, final int operations) {
        final Random random = new Random(1);
        final IndexWriter writer = index.writer();
        for (int key = 0; key < LASTING; key++) {
            writer.insert(hashes[key] & TAG_MASK, RecordAddress.of(key, 0));
        }
        inserted.setRelease(LASTING);
        for (int i = 0; i < operations && failure.get() == null; i++) {
            final int key = LASTING + random.nextInt(PASSING);
            if (RecordAddress.find(writer, hashes[key] & TAG_MASK, key) == IndexProbe.NOT_FOUND) {
                writer.insert(hashes[key] & TAG_MASK, RecordAddress.of(key, 0));
            } else {
                writer.remove();
            }
        }
    }

    private void readChain(final HashIndex index) {
        final IndexProbe probe = index.probe();
        while (!ended) {
            for (int key = 0; key < inserted.getAcquire(); key++) {
                if (RecordAddress.find(probe, hashes[key] & TAG_MASK, key) == IndexProbe.NOT_FOUND) {
                    throw new AssertionError("missed " + key + ": " + index.statistics());
                }
            }
        }
    }
}
