package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AllocationMeter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class HashIndexTest {

    private static final Hash64 HASH = new Hash64(42);

    private static void fill(final HashIndex index, final int from, final int to) {
        for (int key = from; key < to; key++) {
            index.writer().insert(HASH.hashLong(key), key + 1);
            if ((key & 0x3ff) == 0) {
                index.prepareGrowth();
            }
        }
    }

    @Test
    void shouldFindNothingWhenEmpty() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final IndexProbe probe = index.probe();
            for (final long hash : new long[] {0, 1, -1, 1L << 35, 1L << 40}) {
                probe.begin(hash);
                assertEquals(IndexProbe.NOT_FOUND, probe.next());
                assertEquals(IndexProbe.NOT_FOUND, probe.next());
                assertFalse(index.writer().seek(hash, 1));
            }
            assertEquals(0, index.statistics().keys());
            assertEquals(4096, index.statistics().buckets());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xfff, 0xfff_fff0_00L << 4, -1, 0x8_0000_0000L})
    void shouldKeepTheLeastAndTheGreatestAddress(final long hash) {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            index.writer().insert(hash, 1);
            index.writer().insert(hash, BucketDescriptor.MAX_ADDRESS);
            final IndexProbe probe = index.probe();
            probe.begin(hash);
            assertEquals(Set.of(1L, BucketDescriptor.MAX_ADDRESS), Set.of(probe.next(), probe.next()));
            assertEquals(IndexProbe.NOT_FOUND, probe.next());
            assertTrue(index.writer().seek(hash, 1));
            index.writer().replace(BucketDescriptor.MAX_ADDRESS - 1);
            assertFalse(index.writer().seek(hash, 1));
            assertTrue(index.writer().seek(hash, BucketDescriptor.MAX_ADDRESS - 1));
        }
    }

    @Test
    void shouldRefuseToChangeAnEntryThatWasNotFound() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final IndexWriter writer = index.writer();
            writer.insert(1, 1);
            assertThrows(IllegalStateException.class, writer::remove);
            assertTrue(writer.seek(1, 1));
            writer.remove();
            assertThrows(IllegalStateException.class, writer::remove);
            assertThrows(IllegalStateException.class, () -> writer.replace(2));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, .04, .91, -1, Double.NaN})
    void shouldRefuseAnImpossibleLoad(final double load) {
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(load, 0));
    }

    @Test
    void shouldRefuseAnImpossibleNumberOfKeys() {
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(.5, -1));
        assertThrows(IllegalArgumentException.class, () -> new HashIndex(.5, Long.MAX_VALUE));
    }

    @Test
    void shouldNotSplitWhenItWasMadeForSoManyKeys() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 1 << 17)) {
            final long buckets = index.statistics().buckets();
            assertTrue(buckets >= 1 << 14, "buckets: " + buckets);
            fill(index, 0, (int) (buckets * 4));
            assertEquals(0, index.statistics().splits());
        }
    }

    @Test
    void shouldTakeLittleMoreThanSeventeenBytesForAKeyInASmallTable() {
        checkSpace(250_000, 300_000, 18.5);
    }

    @Test
    void shouldTakeSeventeenBytesForAKeyWhateverTheSizeOfTheTable() {
        checkSpace(1_000_000, 2_000_000, 17);
        checkSpace(4_000_000, 16_000_000, 17);
    }

    private static void checkSpace(final int from, final int to, final double limit) {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            fill(index, 0, from);
            for (int keys = from; keys < to; keys += from / 10) {
                fill(index, keys, keys + from / 10);
                final IndexStatistics statistics = index.statistics();
                final double bytes = (double) statistics.touchedBytes() / statistics.keys();
                assertTrue(bytes <= limit, () -> bytes + " bytes a key: " + statistics);
                assertEquals(HashIndex.DEFAULT_LOAD, statistics.load(), .001);
            }
            assertFalse(index.isReseedDue());
            assertEquals(0, index.statistics().unpreparedSplits());
        }
    }

    @Test
    void shouldPostponeSplitsAndThenTouchMemoryItselfWhenNobodyPreparesGrowth() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            for (int key = 0; key < 100_000; key++) {
                index.writer().insert(HASH.hashLong(key), key + 1);
            }
            final IndexStatistics statistics = index.statistics();
            assertTrue(statistics.postponedSplits() > 0);
            assertEquals(statistics.splits(), statistics.unpreparedSplits());
            assertEquals(HashIndex.DEFAULT_LOAD * 1.125, statistics.load(), .001);
            // It catches up, one split with each insert.
            fill(index, 100_000, 200_000);
            assertEquals(HashIndex.DEFAULT_LOAD, index.statistics().load(), .001);
        }
    }

    @Test
    void shouldPrepareNoMoreThanIsAhead() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            int steps = 0;
            while (index.prepareGrowth() > 0) {
                steps++;
            }
            assertTrue(steps > 0);
            assertEquals(0, index.prepareGrowth());
            final long touched = index.statistics().touchedBytes();
            assertTrue(touched <= 2 << 20, "touched: " + touched);
        }
    }

    @Test
    void shouldAskForAnotherSeedWhenKeysCollide() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final int most = (HashIndex.MAX_CHAIN + 1) * BucketDescriptor.ENTRIES;
            for (int key = 0; key < most; key++) {
                index.writer().insert(7, key + 1);
            }
            assertFalse(index.isReseedDue());
            assertEquals(HashIndex.MAX_CHAIN, index.statistics().overflowBuckets());
            index.writer().insert(7, most + 1);
            assertTrue(index.isReseedDue());
            final Set<Long> found = new HashSet<>();
            final IndexProbe probe = index.probe();
            probe.begin(7);
            for (long address = probe.next(); address != IndexProbe.NOT_FOUND; address = probe.next()) {
                found.add(address);
            }
            assertEquals(most + 1, found.size());
        }
    }

    @Test
    void shouldUseOverflowBucketsAgain() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final IndexWriter writer = index.writer();
            for (int round = 0; round < 100; round++) {
                for (int key = 0; key < 50; key++) {
                    writer.insert(round, key + 1);
                }
                assertEquals(7, index.statistics().overflowBuckets());
                for (int key = 0; key < 50; key++) {
                    assertTrue(writer.seek(round, key + 1));
                    writer.remove();
                }
                assertEquals(0, index.statistics().overflowBuckets());
            }
            while (index.prepareGrowth() > 0) {
                assertTrue(index.statistics().touchedBytes() <= 2 << 20);
            }
        }
    }

    @Test
    void shouldLoadLinesOfManyHashesFirst() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final IndexProbe stale = index.probe();
            fill(index, 0, 100_000);
            long sum = 0;
            for (int key = 0; key < 100; key++) {
                sum += stale.touch(HASH.hashLong(key));
            }
            assertTrue(sum != 0);
            for (int key = 0; key < 100_000; key += 99) {
                stale.begin(HASH.hashLong(key));
                long address = stale.next();
                while (address != key + 1) {
                    assertTrue(address != IndexProbe.NOT_FOUND, "missed");
                    address = stale.next();
                }
            }
        }
    }

    @Test
    void shouldNotAllocateOnTheHeap() {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            final IndexProbe probe = index.probe();
            final IndexWriter writer = index.writer();
            fill(index, 0, 20_000);
            final int[] next = {20_000};
            assertEquals(0, new AllocationMeter().leastAllocated(() -> {
                final int key = next[0]++;
                final long hash = HASH.hashLong(key);
                writer.insert(hash, key + 1);
                probe.begin(hash);
                final long found = probe.next() + probe.touch(hash);
                if (writer.seek(hash, key + 1) && (key & 1) == 0) {
                    writer.remove();
                } else {
                    writer.replace(key + 1);
                }
                return found == 0 ? 0 : 1;
            }));
        }
    }

    @Test
    void shouldBeClosedTwice() {
        final List<HashIndex> indexes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            indexes.add(new HashIndex(.5, i * 10_000));
        }
        indexes.forEach(HashIndex::close);
        indexes.forEach(HashIndex::close);
        indexes.forEach(index -> assertEquals(0, index.statistics().reservedBytes()));
    }
}
