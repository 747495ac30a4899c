package io.varve.index;

import io.varve.agent.PaddedLong;

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

    private final BucketCopy copy;
    private final PaddedLong buckets;
    /** The first of the group; the others have the same low bits, as far as the entries do not hold them. */
    private long firstBucket;

    IndexScan(final BucketMemory table, final BucketMemory overflowMemory, final PaddedLong buckets) {
        copy = new BucketCopy(table, overflowMemory);
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
     * Whether a number can be a cursor of this index.
     *
     * @param cursor any number.
     * @return true when {@link #read(long)} takes it.
     */
    public boolean isCursor(final long cursor) {
        final int level = (int) (cursor >>> LEVEL_SHIFT);
        return level >= BucketDescriptor.MIN_LEVEL && level <= BucketDescriptor.MAX_LEVEL
            && (cursor & BUCKET_MASK) < 1L << level && 1L << level <= buckets.getAcquire();
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
        if (!isCursor(cursor)) {
            throw new IllegalArgumentException("no cursor of this index: " + cursor);
        }
        copy.clear();
        firstBucket = bucket;
        collect(bucket, level);
        return copy.count();
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
        return BucketDescriptor.address(copy.entry(i));
    }

    /**
     * What an index knows of the hash of a key, enough to insert the entry into another one.
     *
     * @param i from 0 to the number of entries.
     * @return the low {@link BucketDescriptor#HASH_BITS} bits of the hash.
     */
    public long hash(final int i) {
        return BucketDescriptor.hash(copy.entry(i), firstBucket);
    }

    /** A bucket, and then those into which it has been split from a level on. */
    private void collect(final long bucket, final int fromLevel) {
        final long meta = copy.add(bucket);
        for (int level = fromLevel; level < BucketDescriptor.level(meta); level++) {
            collect(bucket | 1L << level, level + 1);
        }
    }
}
