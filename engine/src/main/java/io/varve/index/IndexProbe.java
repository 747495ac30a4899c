package io.varve.index;

import io.varve.agent.PaddedLong;
import org.agrona.UnsafeApi;

/**
 * Looks hashes up in an index, while the writer goes on. Used by one thread at a time.
 *
 * <p>A candidate that is returned was in the index at that moment, and needs no further check than that of the key in
 * its record, or it was that of a key whose hash has the same tag. That there is no further one is said only
 * after the bucket was seen not to have changed its structure meanwhile; otherwise the look-up starts over, and
 * returns candidates again that it had returned before. It does so at most once for each split of the bucket and for
 * each overflow bucket that it gets or loses: wait-free without these, lock-free with them.
 *
 * <p>The writer fills the place to which an entry moves, then changes the meta word of the bucket, then clears the
 * place that the entry has left, each with a release store. A reader whose loads acquire and who has seen neither place
 * with the entry has seen the second one cleared, and thus will see the meta word changed.
 */
public final class IndexProbe {

    /** There is no further candidate. No address is 0. */
    public static final long NOT_FOUND = 0;

    private final BucketMemory table;
    private final BucketMemory overflowMemory;
    private final PaddedLong sharedBuckets;
    /** Older than the shared ones perhaps, so that a look-up does not need lines that the writer writes. */
    private long buckets;
    private long[] tableChunks;
    private long[] overflowChunks;

    private long hash;
    private long tag;
    /** Address of the bucket in the table, and its meta word when the look-up began. */
    private long base;
    private long meta;
    /** Address of the next word to look at, and of the meta word that follows the entries there. */
    private long next;
    private long end;

    IndexProbe(final BucketMemory table, final BucketMemory overflowMemory, final PaddedLong buckets) {
        this.table = table;
        this.overflowMemory = overflowMemory;
        sharedBuckets = buckets;
        this.buckets = buckets.getAcquire();
        tableChunks = table.chunks();
        overflowChunks = overflowMemory.chunks();
        begin(0);
    }

    /**
     * Load the line that a look-up of a hash will begin with, and do nothing with it. Calls for several hashes in a
     * row, before any of them is looked up, wait for memory together and not one after the other.
     *
     * @param hashToTouch of a key.
     * @return some number, which the caller combines with those of the other hashes and uses, lest the load is removed.
     */
    public long touch(final long hashToTouch) {
        return UnsafeApi.getLong(lineOf(BucketDescriptor.bucket(hashToTouch, buckets)) + BucketDescriptor.META_OFFSET);
    }

    /**
     * Begin to look a hash up.
     *
     * @param hashOfKey of which the low {@link BucketDescriptor#HASH_BITS} bits count.
     */
    public void begin(final long hashOfKey) {
        hash = hashOfKey;
        tag = BucketDescriptor.tag(hashOfKey);
        locate();
    }

    /**
     * The next address whose key may be the one that is looked for.
     *
     * @return from 1 to {@link BucketDescriptor#MAX_ADDRESS}, or {@link #NOT_FOUND}.
     */
    public long next() {
        while (true) {
            for (long at = next; at < end; at += BucketDescriptor.ENTRY_LENGTH) {
                // Acquire: whoever sees an entry sees the record.
                final long address = UnsafeApi.getLongAcquire(null, at) ^ tag;
                if (address > 0 && address <= BucketDescriptor.MAX_ADDRESS) {
                    next = at + BucketDescriptor.ENTRY_LENGTH;
                    return address;
                }
            }
            next = end;
            final long link = UnsafeApi.getLongAcquire(null, end);
            // After all entries of the line and after its link, which may be that of another chain by now.
            if (UnsafeApi.getLongAcquire(null, base + BucketDescriptor.META_OFFSET) != meta) {
                locate();
            } else if (BucketDescriptor.overflow(link) == 0) {
                return NOT_FOUND;
            } else {
                setLine(overflowLineOf(BucketDescriptor.overflow(link)));
            }
        }
    }

    private void locate() {
        long bucket = BucketDescriptor.bucket(hash, buckets);
        long line = lineOf(bucket);
        // Acquire: if the bucket has been split, the other one is there and filled.
        long word = UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET);
        long moved = BucketDescriptor.movedBits(hash, bucket, word);
        if (moved != 0) {
            buckets = sharedBuckets.getAcquire();
            do {
                bucket |= Long.lowestOneBit(moved);
                line = lineOf(bucket);
                word = UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET);
                moved = BucketDescriptor.movedBits(hash, bucket, word);
            } while (moved != 0);
        }
        base = line;
        meta = word;
        setLine(line);
    }

    private void setLine(final long line) {
        next = line;
        end = line + BucketDescriptor.META_OFFSET;
    }

    private long lineOf(final long bucket) {
        final int chunk = BucketMemory.chunk(bucket);
        if (chunk >= tableChunks.length) {
            tableChunks = table.chunks();
        }
        return tableChunks[chunk] + BucketMemory.offset(bucket);
    }

    private long overflowLineOf(final long bucket) {
        final int chunk = BucketMemory.chunk(bucket);
        if (chunk >= overflowChunks.length) {
            overflowChunks = overflowMemory.chunks();
        }
        return overflowChunks[chunk] + BucketMemory.offset(bucket);
    }
}
