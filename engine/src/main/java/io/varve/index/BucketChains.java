package io.varve.index;

import org.agrona.UnsafeApi;

/**
 * A bucket of the table and its overflow buckets, as the writer changes them: linked when no place is left, drained
 * when the others have room. A line is the address of a bucket of either kind.
 */
final class BucketChains {

    private final OverflowBuckets overflow;
    private final IndexCounters counters;

    BucketChains(final OverflowBuckets overflow, final IndexCounters counters) {
        this.overflow = overflow;
        this.counters = counters;
    }

    static long metaOf(final long line) {
        return UnsafeApi.getLong(line + BucketDescriptor.META_OFFSET);
    }

    static void putMeta(final long line, final long meta) {
        UnsafeApi.putLongRelease(null, line + BucketDescriptor.META_OFFSET, meta);
    }

    /** Clear the entries of one line that have any of these bits. */
    static void clear(final long line, final long bits) {
        for (long at = line; at < line + BucketDescriptor.META_OFFSET; at += BucketDescriptor.ENTRY_LENGTH) {
            if ((UnsafeApi.getLong(at) & bits) != 0) {
                UnsafeApi.putLongRelease(null, at, 0);
            }
        }
    }

    /** The next bucket of a chain; 0 at its end. */
    long lineAfter(final long line) {
        final long following = BucketDescriptor.overflow(metaOf(line));
        return following == 0 ? 0 : overflow.address(following);
    }

    /** The address of the first empty entry of a chain; 0 when there is none. */
    long firstHole(final long base) {
        for (long line = base; line != 0; line = lineAfter(line)) {
            final long hole = holeIn(line);
            if (hole != 0) {
                return hole;
            }
        }
        return 0;
    }

    private static long holeIn(final long line) {
        for (long at = line; at < line + BucketDescriptor.META_OFFSET; at += BucketDescriptor.ENTRY_LENGTH) {
            if (UnsafeApi.getLong(at) == 0) {
                return at;
            }
        }
        return 0;
    }

    /**
     * Link an overflow bucket, and return the address of its first entry. It is linked while it is empty: a reader that
     * stands in it from an earlier use would see an entry that nobody else can find yet.
     *
     * @throws OutOfMemoryError when the operating system has no memory; nothing has changed.
     */
    long link(final long base) {
        final long bucket = overflow.take();
        final long line = overflow.address(bucket);
        final long meta = metaOf(base);
        putMeta(line, BucketDescriptor.overflow(meta));
        putMeta(base, BucketDescriptor.afterLink(meta, bucket));
        int chain = 0;
        for (long at = lineAfter(base); at != 0; at = lineAfter(at)) {
            chain++;
        }
        if (chain > counters.longestChain.getPlain()) {
            counters.longestChain.setRelease(chain);
        }
        return line;
    }

    /** As long as the entries of the first overflow bucket fit into the rest of the chain, do without that bucket. */
    void drain(final long base) {
        long drained = BucketDescriptor.overflow(metaOf(base));
        while (drained != 0 && moveEntries(overflow.address(drained), base)) {
            final long line = overflow.address(drained);
            final long following = BucketDescriptor.overflow(metaOf(line));
            // The order is essential, as in a split.
            putMeta(base, BucketDescriptor.afterLink(metaOf(base), following));
            clear(line, -1L);
            overflow.giveBack(drained);
            drained = following;
        }
    }

    /** Copy the entries of the first overflow bucket into other places of the chain, if there are enough. */
    private boolean moveEntries(final long drainedLine, final long base) {
        int holes = holes(base);
        for (long line = lineAfter(drainedLine); line != 0; line = lineAfter(line)) {
            holes += holes(line);
        }
        if (BucketDescriptor.ENTRIES - holes(drainedLine) > holes) {
            return false;
        }
        long line = base;
        for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
            final long entry = UnsafeApi.getLong(drainedLine + i * BucketDescriptor.ENTRY_LENGTH);
            if (entry == 0) {
                continue;
            }
            long hole = holeIn(line);
            while (hole == 0) {
                line = lineAfter(line == base ? drainedLine : line);
                hole = holeIn(line);
            }
            UnsafeApi.putLongRelease(null, hole, entry);
        }
        return true;
    }

    private static int holes(final long line) {
        int holes = 0;
        for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
            holes += UnsafeApi.getLong(line + i * BucketDescriptor.ENTRY_LENGTH) == 0 ? 1 : 0;
        }
        return holes;
    }
}
