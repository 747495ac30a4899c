package io.varve.index;

import io.varve.TestThreads;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A writer that splits, replaces, inserts and removes without rest, and readers that look where it works: a key that is
 * always there is never missed, and has one of the versions that it had during the look-up.
 */
@Tag("slow")
class IndexStressTest {

    private static final int LASTING = 20_000;
    private static final int PASSING = 20_000;
    private static final int ABSENT = 1 << 23;
    private static final int LOW_BITS = 12;
    private static final int LOW_MASK = (1 << LOW_BITS) - 1;

    private final Hash64 hash = new Hash64(99);
    private final List<List<Integer>> lastingByBucket = new ArrayList<>();
    private final List<List<Integer>> passingByBucket = new ArrayList<>();
    private AtomicIntegerArray begun;
    private AtomicIntegerArray done;
    private TestThreads threads;

    @Test
    void shouldNeverMissAKeyWhileBucketsAreSplit() throws InterruptedException {
        run(.1, 50_000);
    }

    @Test
    void shouldNeverMissAKeyWhileChainsChange() throws InterruptedException {
        run(.9, 50_000);
    }

    @Test
    void shouldNeverMissAKeyForLong() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            run(.05, 500_000);
            run(.5, 500_000);
            run(.9, 1_000_000);
        }
    }

    private void run(final double load, final int operations) throws InterruptedException {
        threads = new TestThreads();
        begun = new AtomicIntegerArray(LASTING);
        done = new AtomicIntegerArray(LASTING);
        group(lastingByBucket, 0, LASTING);
        group(passingByBucket, LASTING, LASTING + PASSING);
        try (HashIndex index = new HashIndex(load, 0)) {
            for (int key = 0; key < LASTING; key++) {
                index.writer().insert(hash.hashLong(key), RecordAddress.of(key, 0));
            }
            threads.start(() -> read(index, 1));
            threads.start(() -> read(index, 2));
            threads.start(() -> scan(index));
            try {
                write(index, operations);
            } finally {
                threads.end();
            }
        }
        threads.throwFailure();
    }

    private void group(final List<List<Integer>> groups, final int from, final int to) {
        groups.clear();
        for (int i = 0; i <= LOW_MASK; i++) {
            groups.add(new ArrayList<>());
        }
        for (int key = from; key < to; key++) {
            groups.get((int) hash.hashLong(key) & LOW_MASK).add(key);
        }
    }

    /** A key in one of the buckets that will be split next, as far as such keys share the low bits. */
    private static int keyNearSplit(final List<List<Integer>> groups, final HashIndex index, final Random random) {
        final long buckets = index.statistics().buckets();
        final long next = buckets - Long.highestOneBit(buckets);
        List<Integer> keys = groups.get((int) (next + random.nextInt(3)) & LOW_MASK);
        while (keys.isEmpty()) {
            keys = groups.get(random.nextInt(LOW_MASK));
        }
        return keys.get(random.nextInt(keys.size()));
    }

    private void write(final HashIndex index, final int operations) {
        final Random random = new Random(operations);
        final IndexWriter writer = index.writer();
        int fresh = LASTING + PASSING;
        for (int i = 0; i < operations && !threads.haveEnded(); i++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    final int key = keyNearSplit(lastingByBucket, index, random);
                    final int version = begun.get(key) + 1;
                    if (version < RecordAddress.MAX_VERSION) {
                        begun.setRelease(key, version);
                        if (RecordAddress.find(writer, hash.hashLong(key), key) == IndexProbe.NOT_FOUND) {
                            throw new AssertionError("the writer misses " + key);
                        }
                        writer.replace(RecordAddress.of(key, version));
                        done.setRelease(key, version);
                    }
                }
                case 1, 2 -> {
                    final int key = keyNearSplit(passingByBucket, index, random);
                    if (RecordAddress.find(writer, hash.hashLong(key), key) != IndexProbe.NOT_FOUND) {
                        writer.remove();
                    } else {
                        writer.insert(hash.hashLong(key), RecordAddress.of(key, 0));
                    }
                }
                default -> {
                    writer.insert(hash.hashLong(fresh), RecordAddress.of(fresh, 0));
                    fresh++;
                }
            }
        }
    }

    private void read(final HashIndex index, final long seed) {
        final Random random = new Random(seed);
        final IndexProbe probe = index.probe();
        while (!threads.haveEnded()) {
            final int key = keyNearSplit(lastingByBucket, index, random);
            final int least = done.getAcquire(key);
            final long address = RecordAddress.find(probe, hash.hashLong(key), key);
            final int most = begun.getAcquire(key);
            if (address == IndexProbe.NOT_FOUND) {
                throw new AssertionError("missed " + key + ": " + index.statistics());
            }
            final int version = RecordAddress.version(address);
            if (version < least || version > most) {
                throw new AssertionError("version " + version + " is not from " + least + " to " + most);
            }
            if (RecordAddress.find(probe, hash.hashLong(ABSENT + key), ABSENT + key) != IndexProbe.NOT_FOUND) {
                throw new AssertionError("found what was never there");
            }
        }
    }

    /** Also the helper, so that chunks are added beside the writer. */
    private void scan(final HashIndex index) {
        final IndexScan scan = index.scan();
        while (!threads.haveEnded()) {
            final BitSet seen = new BitSet();
            for (long cursor = scan.begin(); cursor != IndexScan.END; cursor = scan.after(cursor)) {
                index.prepareGrowth();
                final int count = scan.read(cursor);
                for (int i = 0; i < count; i++) {
                    final int key = RecordAddress.key(scan.address(i));
                    if (key < LASTING && seen.get(key)) {
                        throw new AssertionError(key + " was returned twice");
                    }
                    seen.set(key);
                }
            }
            if (seen.get(0, LASTING).cardinality() != LASTING) {
                throw new AssertionError("the scan missed keys: " + seen.get(0, LASTING).cardinality());
            }
        }
    }
}
