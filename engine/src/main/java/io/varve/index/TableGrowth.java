package io.varve.index;

import io.varve.agent.PaddedLong;
import org.agrona.UnsafeApi;

/** The table as the writer lets it grow: when a split is due, and how a bucket is split while readers look. */
final class TableGrowth {

    /** By how much the load may be exceeded before the writer touches memory: an eighth. */
    private static final int POSTPONE_SHIFT = 3;

    private final BucketMemory table;
    private final OverflowBuckets overflow;
    private final BucketChains chains;
    private final PaddedLong sharedBuckets;
    private final IndexCounters counters;
    private final double keysPerBucket;
    private long buckets;
    private long splitAt;
    private long splitInAnyCaseAt;

    TableGrowth(final BucketMemory table, final OverflowBuckets overflow, final BucketChains chains,
        final PaddedLong buckets, final IndexCounters counters, final double load) {
        this.table = table;
        this.overflow = overflow;
        this.chains = chains;
        this.counters = counters;
        sharedBuckets = buckets;
        keysPerBucket = load * BucketDescriptor.ENTRIES;
        setBuckets(buckets.getPlain());
    }

    private void setBuckets(final long count) {
        buckets = count;
        splitAt = (long) (count * keysPerBucket);
        splitInAnyCaseAt = splitAt + (splitAt >>> POSTPONE_SHIFT);
    }

    long buckets() {
        return buckets;
    }

    /** From this number of keys on an insert splits a bucket. */
    long splitAt() {
        return splitAt;
    }

    /**
     * Split one bucket, unless the memory for the new one is not touched yet and the split can be postponed.
     *
     * @throws OutOfMemoryError when the operating system has no memory; nothing has changed.
     */
    void grow() {
        if (buckets == 1L << BucketDescriptor.MAX_LEVEL) {
            return;
        }
        if (buckets >= table.touchedBuckets()) {
            if (counters.keys.getPlain() < splitInAnyCaseAt) {
                IndexCounters.add(counters.postponedSplits, 1);
                return;
            }
            table.allocate(buckets + 1);
            IndexCounters.add(counters.unpreparedSplits, 1);
        }
        split();
    }

    /**
     * Split the bucket whose turn it is, into memory that is allocated: which keys move, the bit of the hash says that
     * is new to the level.
     *
     * @throws OutOfMemoryError when the operating system has no memory; nothing has changed.
     */
    void split() {
        final int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(buckets);
        final long source = table.address(buckets - (1L << level));
        final long target = table.address(buckets);
        final long movedBit = BucketDescriptor.bitOfEntry(level);
        final long targetOverflow = copyMoved(source, target, movedBit);
        BucketChains.putMeta(target, BucketDescriptor.meta(level + 1, targetOverflow));
        // The order is essential: filled before this store, cleared after it.
        BucketChains.putMeta(source, BucketDescriptor.afterSplit(BucketChains.metaOf(source)));
        for (long line = source; line != 0; line = chains.lineAfter(line)) {
            BucketChains.clear(line, movedBit);
        }
        chains.drain(source);
        setBuckets(buckets + 1);
        sharedBuckets.setRelease(buckets);
        IndexCounters.add(counters.splits, 1);
    }

    /** Fill a bucket that no reader can find yet; returns its first overflow bucket. The source stays as it is. */
    private long copyMoved(final long source, final long target, final long movedBit) {
        UnsafeApi.setMemory(target, BucketDescriptor.LENGTH, (byte) 0);
        long targetOverflow = 0;
        long at = target;
        long targetEnd = target + BucketDescriptor.META_OFFSET;
        for (long line = source; line != 0; line = chains.lineAfter(line)) {
            for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
                final long entry = UnsafeApi.getLong(line + i * BucketDescriptor.ENTRY_LENGTH);
                if ((entry & movedBit) == 0) {
                    continue;
                }
                if (at == targetEnd) {
                    final long bucket = takeBehind(targetOverflow);
                    at = overflow.address(bucket);
                    targetEnd = at + BucketDescriptor.META_OFFSET;
                    UnsafeApi.putLongRelease(null, targetEnd, targetOverflow);
                    targetOverflow = bucket;
                }
                // Release: a reader may stand in an overflow bucket from an earlier use.
                UnsafeApi.putLongRelease(null, at, entry);
                at += BucketDescriptor.ENTRY_LENGTH;
            }
        }
        return targetOverflow;
    }

    /** Take one more overflow bucket for the target of a split; those that it has are given back when there is none. */
    private long takeBehind(final long targetOverflow) {
        try {
            return overflow.take();
        } catch (final OutOfMemoryError ex) {
            long bucket = targetOverflow;
            while (bucket != 0) {
                final long line = overflow.address(bucket);
                final long following = BucketDescriptor.overflow(BucketChains.metaOf(line));
                BucketChains.clear(line, -1L);
                overflow.giveBack(bucket);
                bucket = following;
            }
            throw ex;
        }
    }
}
