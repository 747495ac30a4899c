package io.varve.index;

import io.varve.agent.PaddedLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.UnsafeApi;

/**
 * A few buckets of an index, made in no time: the tests make a new one for each look. The memory is shared by all and
 * used in turns: in a page bucket b of index i lies where bucket b + i of one table would lie, so that buckets
 * {@link #STEP} apart are the index's own.
 */
final class StressIndex {

    /** The buckets 0, STEP, 2 STEP, 3 STEP and 4 STEP are there, and three overflow buckets. */
    static final int STEP = 1 << BucketDescriptor.MIN_LEVEL - 1;
    /** The smallest table. */
    static final int LEAST = 1 << BucketDescriptor.MIN_LEVEL;

    private static final int BUCKETS = 5;
    private static final int OVERFLOW_BUCKETS = 4;
    /** Far more indexes than jcstress uses at once: some ten thousand. */
    private static final int PAGES = 32;
    private static final int TURNS = PAGES * STEP;
    private static final long PAGE_BUCKETS = (long) BUCKETS * STEP;
    private static final long TABLE_MEMORY = memory(PAGES * PAGE_BUCKETS);
    private static final long OVERFLOW_MEMORY = memory((long) OVERFLOW_BUCKETS * TURNS);
    private static final AtomicInteger MADE = new AtomicInteger();

    final BucketMemory table;
    final BucketMemory overflowMemory;
    final PaddedLong buckets = new PaddedLong(LEAST);
    final IndexCounters counters = new IndexCounters();
    final OverflowBuckets overflow;
    final BucketChains chains;
    final IndexWriter writer;

    /** All buckets are empty, and of the smallest table. */
    StressIndex() {
        final int turn = MADE.getAndIncrement() & TURNS - 1;
        final long firstBucket = turn / STEP * PAGE_BUCKETS + turn % STEP;
        table = new Part(TABLE_MEMORY + firstBucket * BucketDescriptor.LENGTH);
        overflowMemory = new Part(OVERFLOW_MEMORY + (long) turn * OVERFLOW_BUCKETS * BucketDescriptor.LENGTH);
        for (int i = 0; i < BUCKETS; i++) {
            final long line = table.address((long) i * STEP);
            UnsafeApi.setMemory(line, BucketDescriptor.LENGTH, (byte) 0);
            BucketChains.putMeta(line, BucketDescriptor.meta(BucketDescriptor.MIN_LEVEL, 0));
        }
        overflow = new OverflowBuckets(overflowMemory, 1);
        chains = new BucketChains(overflow, counters);
        writer = new IndexWriter(table, chains, growth(), counters);
    }

    private static long memory(final long lines) {
        final long address = UnsafeApi.allocateMemory((lines + 1) * BucketDescriptor.LENGTH);
        return address + BucketDescriptor.LENGTH - 1 & -BucketDescriptor.LENGTH;
    }

    /** Splits of the table as it is now, which are due when they are asked for. */
    TableGrowth growth() {
        return new TableGrowth(table, overflow, chains, buckets, counters, 1);
    }

    IndexProbe probe() {
        return new IndexProbe(table, overflowMemory, buckets);
    }

    long line(final long bucket) {
        return table.address(bucket);
    }

    long overflowLine(final long bucket) {
        return overflowMemory.address(bucket);
    }

    /** The hash of a key in bucket 0 of the smallest table, and in the other half when it is split. */
    static long movingHash() {
        return LEAST;
    }

    /** The hash of the key of a number, in a bucket that no split moves it from. */
    static long stayingHash(final int number, final long bucket) {
        return (long) number << BucketDescriptor.MIN_LEVEL + 2 | bucket;
    }

    /** Fill a bucket with keys that stay; their addresses are their numbers, from 1. */
    void fill(final long bucket) {
        for (int number = 1; number <= BucketDescriptor.ENTRIES; number++) {
            writer.insert(stayingHash(number, bucket), number);
        }
    }

    /** The first candidate of a hash. */
    static long find(final IndexProbe probe, final long hash) {
        probe.begin(hash);
        return probe.next();
    }

    /** Memory that is there and is never given back. */
    private static final class Part extends BucketMemory {

        private final long[] chunks;

        Part(final long address) {
            chunks = new long[] {address};
        }

        @Override
        long[] chunks() {
            return chunks;
        }

        @Override
        long touchedBuckets() {
            return Long.MAX_VALUE;
        }

        @Override
        void allocate(final long count) {
            // There.
        }
    }
}
