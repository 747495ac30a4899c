package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random operations, each also done with a map. */
@Tag("slow")
class IndexAgainstMapTest {

    private static final Hash64 HASH = new Hash64(1);

    private final Map<Integer, Integer> expected = new HashMap<>();

    @Test
    void shouldAgreeOverManyDoublings() {
        run(1, HASH::hashLong, 40_000, 100_000, HashIndex.MIN_LOAD, 15);
    }

    @Test
    void shouldAgreeAtAHighLoad() {
        run(2, HASH::hashLong, 40_000, 60_000, HashIndex.MAX_LOAD, 12);
    }

    @Test
    void shouldAgreeWhenHashesCollide() {
        // Eight buckets with long chains, and four tags.
        run(3, key -> HASH.hashLong(key) & 0x3007, 300, 20_000, HashIndex.MIN_LOAD, 12);
    }

    @Test
    void shouldAgreeWhenBucketsWithChainsAreSplit() {
        run(4, key -> HASH.hashLong(key) & 0xf_ffff_f007L, 4_000, 30_000, HashIndex.MIN_LOAD, 13);
    }

    @Test
    void shouldAgreeForLong() {
        for (int seed = 0; seed < 16; seed++) {
            expected.clear();
            final long mask = seed % 2 == 0 ? -1 : -1L >>> seed * 2 & ~(0xffL << seed);
            run(seed, key -> HASH.hashLong(key) & mask, 100 << seed % 12, 200_000, .05 + seed * .04, 12);
        }
    }

    private void run(final long seed, final LongUnaryOperator hash, final int keys, final int operations,
        final double load, final int leastLevel) {
        final Random random = new Random(seed);
        try (HashIndex index = new HashIndex(load, 0)) {
            final IndexProbe probe = index.probe();
            final IndexWriter writer = index.writer();
            for (int i = 0; i < operations; i++) {
                // First it fills, later it empties.
                final boolean put = random.nextInt(operations) > i / 2;
                final int key = random.nextInt(keys);
                final long hashOfKey = hash.applyAsLong(key);
                final long found = RecordAddress.find(writer, hashOfKey, key);
                check(key, found);
                if (put) {
                    final int version = random.nextInt(RecordAddress.MAX_VERSION);
                    expected.put(key, version);
                    if (found != IndexProbe.NOT_FOUND) {
                        writer.replace(RecordAddress.of(key, version));
                    } else {
                        writer.insert(hashOfKey, RecordAddress.of(key, version));
                    }
                } else if (found != IndexProbe.NOT_FOUND) {
                    writer.remove();
                    expected.remove(key);
                }
                check(key, RecordAddress.find(probe, hashOfKey, key));
                if (random.nextInt(1000) == 0) {
                    index.prepareGrowth();
                }
            }
            for (int key = 0; key < keys; key++) {
                check(key, RecordAddress.find(index.probe(), hash.applyAsLong(key), key));
            }
            assertEquals(expected.size(), index.statistics().keys());
            assertTrue(index.statistics().buckets() >= 1L << leastLevel, () -> index.statistics().toString());
            checkScan(index.scan(), hash);
        }
    }

    private void check(final int key, final long found) {
        final Integer version = expected.get(key);
        assertEquals(version == null ? IndexProbe.NOT_FOUND : RecordAddress.of(key, version), found);
    }

    private void checkScan(final IndexScan scan, final LongUnaryOperator hash) {
        int count = 0;
        for (long cursor = scan.begin(); cursor != IndexScan.END; cursor = scan.after(cursor)) {
            final int entries = scan.read(cursor);
            for (int i = 0; i < entries; i++) {
                final int key = RecordAddress.key(scan.address(i));
                check(key, scan.address(i));
                assertEquals(hash.applyAsLong(key) & (1L << BucketDescriptor.HASH_BITS) - 1, scan.hash(i));
            }
            count += entries;
        }
        assertEquals(expected.size(), count);
    }
}
