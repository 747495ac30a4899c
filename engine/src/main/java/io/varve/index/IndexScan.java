package io.varve.index;

import io.varve.agent.PaddedLong;
import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Goes over all entries of an index, while the writer goes on, a group at a time: the buckets that one bucket of the
 * beginning has become. Used by one thread at a time; a cursor is a number and holds nothing, so that a scan can go on
 * later, with another scan of the same index.
 *
 * <p>A key that is in the index from {@link #begin()} to the last {@link #read(long)} is in one group, and its entry is
 * returned once, with one address that it had meanwhile. A key that comes or goes may be returned or not, and one that
 * goes and comes back may be returned twice.
 *
 * <p>A cursor is the level at the beginning in its high six bits, and a bucket number below 2 to this level.
 */
public final class IndexScan {

    /** The cursor behind the last group. */
    public static final long END = -1;

    private static final int LEVEL_SHIFT = 58;
    private static final long BUCKET_MASK = (1L << LEVEL_SHIFT) - 1;

    private final BucketMemory table;
    private final BucketMemory overflowMemory;
    private final PaddedLong buckets;
    private long[] entries = new long[4 * BucketDescriptor.ENTRIES];
    private long[] hashes = new long[4 * BucketDescriptor.ENTRIES];
    private int count;

    IndexScan(final BucketMemory table, final BucketMemory overflowMemory, final PaddedLong buckets) {
        this.table = table;
        this.overflowMemory = overflowMemory;
        this.buckets = buckets;
    }

    /**
     * Begin a scan.
     *
     * @return the cursor of the first group.
     */
    public long begin() {
        final long now = buckets.getAcquire();
        return (long) (Long.SIZE - 1 - Long.numberOfLeadingZeros(now)) << LEVEL_SHIFT;
    }

    /**
     * Copy the entries of a group, which takes longer the more the index has grown since the beginning.
     *
     * @param cursor of the group, from {@link #begin()} or {@link #after(long)} and of this index.
     * @return how many entries it has.
     * @throws IllegalArgumentException when the cursor cannot be one of this index.
     */
    public int read(final long cursor) {
        final int level = (int) (cursor >>> LEVEL_SHIFT);
        final long bucket = cursor & BUCKET_MASK;
        if (level < BucketDescriptor.MIN_LEVEL || level > BucketDescriptor.MAX_LEVEL || bucket >= 1L << level
            || 1L << level > buckets.getAcquire()) {
            throw new IllegalArgumentException("no cursor of this index: " + cursor);
        }
        count = 0;
        collect(bucket, level);
        return count;
    }

    /**
     * The cursor of the group that follows.
     *
     * @param cursor of a group.
     * @return cursor, or {@link #END}.
     */
    public long after(final long cursor) {
        final long bucket = (cursor & BUCKET_MASK) + 1;
        return bucket == 1L << (int) (cursor >>> LEVEL_SHIFT) ? END : cursor + 1;
    }

    /**
     * The address in an entry of the group that was read last.
     *
     * @param i from 0 to the number of entries.
     * @return from 1 to {@link BucketDescriptor#MAX_ADDRESS}.
     */
    public long address(final int i) {
        return BucketDescriptor.address(entries[i]);
    }

    /**
     * What an index knows of the hash of a key, enough to insert the entry into another one.
     *
     * @param i from 0 to the number of entries.
     * @return the low {@link BucketDescriptor#HASH_BITS} bits of the hash.
     */
    public long hash(final int i) {
        return hashes[i];
    }

    /** A bucket, and then those into which it has been split from a level on. */
    private void collect(final long bucket, final int fromLevel) {
        final long line = table.address(bucket);
        final int start = count;
        long meta;
        do {
            count = start;
            meta = UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET);
        } while (!copyChain(line, meta, bucket));
        for (int level = fromLevel; level < BucketDescriptor.level(meta); level++) {
            collect(bucket | 1L << level, level + 1);
        }
    }

    /** Returns false when the structure of the chain has changed meanwhile. */
    private boolean copyChain(final long base, final long meta, final long bucket) {
        final int start = count;
        long line = base;
        while (true) {
            for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
                // Acquire: whoever sees an entry sees the record.
                final long entry = UnsafeApi.getLongAcquire(null, line + i * BucketDescriptor.ENTRY_LENGTH);
                if (entry != 0) {
                    add(entry, bucket, meta, start);
                }
            }
            final long link = UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET);
            // After all entries of the line and after its link, which may be that of another chain by now.
            if (UnsafeApi.getLongAcquire(null, base + BucketDescriptor.META_OFFSET) != meta) {
                return false;
            }
            if (BucketDescriptor.overflow(link) == 0) {
                return true;
            }
            line = overflowMemory.address(BucketDescriptor.overflow(link));
        }
    }

    private void add(final long entry, final long bucket, final long meta, final int start) {
        final long hash = BucketDescriptor.hash(entry, bucket);
        if (BucketDescriptor.movedBits(hash, bucket, meta) != 0) {
            // Moved by a split, and not cleared yet.
            return;
        }
        for (int i = start; i < count; i++) {
            if (entries[i] == entry) {
                // Moved within the chain, and not cleared yet.
                return;
            }
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
        }
        entries[count] = entry;
        hashes[count++] = hash;
    }
}
