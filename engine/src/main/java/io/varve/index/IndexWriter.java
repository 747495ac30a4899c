package io.varve.index;

import io.varve.agent.PaddedLong;
import org.agrona.UnsafeApi;

/**
 * Changes an index. Used by one thread at a time; readers may look at any moment.
 *
 * <p>{@link #begin(long)} and {@link #next()} look a hash up, {@link #seek(long, long)} finds one entry by its address;
 * {@link #replace(long)} and {@link #remove()} are about the entry that was found last, and only until the next insert
 * or remove. Every entry is stored by one release store, so that a reader who finds it sees the record, provided that
 * the record was stored before.
 *
 * <p>An insert into an index that is full to its load splits one bucket first. When the memory for the new bucket is
 * not touched yet, the split is postponed to a later insert, until the table is an eighth fuller than it should be;
 * from then on the writer touches memory itself, page by page. Either is counted.
 */
public final class IndexWriter {

    /** By how much the load may be exceeded before the writer touches memory: an eighth. */
    private static final int POSTPONE_SHIFT = 3;

    private final BucketMemory table;
    private final OverflowBuckets overflow;
    private final PaddedLong sharedBuckets;
    private final IndexCounters counters;
    private final double keysPerBucket;
    private long buckets;
    private long splitAt;
    private long splitInAnyCaseAt;

    private long tag;
    /** Address of the bucket in the table that was looked into last. */
    private long base;
    /** Address of the next word to look at, and of the meta word that follows the entries there. */
    private long next;
    private long end;
    /** Address of the entry that was found last; 0 when there is none. */
    private long found;

    IndexWriter(final BucketMemory table, final OverflowBuckets overflow, final PaddedLong buckets,
        final IndexCounters counters, final double load) {
        this.table = table;
        this.overflow = overflow;
        this.counters = counters;
        sharedBuckets = buckets;
        keysPerBucket = load * BucketDescriptor.ENTRIES;
        setBuckets(buckets.getPlain());
        begin(0);
    }

    private void setBuckets(final long count) {
        buckets = count;
        splitAt = (long) (count * keysPerBucket);
        splitInAnyCaseAt = splitAt + (splitAt >>> POSTPONE_SHIFT);
    }

    /**
     * Begin to look a hash up.
     *
     * @param hash of which the low {@link BucketDescriptor#HASH_BITS} bits count.
     */
    public void begin(final long hash) {
        tag = BucketDescriptor.tag(hash);
        base = table.address(BucketDescriptor.bucket(hash, buckets));
        setLine(base);
        found = 0;
    }

    private void setLine(final long line) {
        next = line;
        end = line + BucketDescriptor.META_OFFSET;
    }

    /**
     * The next address whose key may be the one that is looked for.
     *
     * @return from 1 to {@link BucketDescriptor#MAX_ADDRESS}, or {@link IndexProbe#NOT_FOUND}.
     */
    public long next() {
        while (true) {
            for (long at = next; at < end; at += BucketDescriptor.ENTRY_LENGTH) {
                final long address = UnsafeApi.getLong(at) ^ tag;
                if (address > 0 && address <= BucketDescriptor.MAX_ADDRESS) {
                    next = at + BucketDescriptor.ENTRY_LENGTH;
                    found = at;
                    return address;
                }
            }
            next = end;
            final long line = lineAfter(end - BucketDescriptor.META_OFFSET);
            if (line == 0) {
                found = 0;
                return IndexProbe.NOT_FOUND;
            }
            setLine(line);
        }
    }

    /**
     * Find the entry of a hash that holds an address: who knows the address need not compare keys.
     *
     * @param hash    of the key.
     * @param address of its record.
     * @return false when there is no such entry.
     */
    public boolean seek(final long hash, final long address) {
        begin(hash);
        long candidate = next();
        while (candidate != address && candidate != IndexProbe.NOT_FOUND) {
            candidate = next();
        }
        return candidate != IndexProbe.NOT_FOUND;
    }

    /**
     * Let the entry that was found last hold another address.
     *
     * @param address of the record that takes the place of the former one, from 1 to
     *                {@link BucketDescriptor#MAX_ADDRESS}; not checked.
     * @throws IllegalStateException when there is no such entry.
     */
    public void replace(final long address) {
        checkFound();
        UnsafeApi.putLongRelease(null, found, BucketDescriptor.withAddress(UnsafeApi.getLong(found), address));
    }

    /**
     * Remove the entry that was found last.
     *
     * @throws IllegalStateException when there is no such entry.
     */
    public void remove() {
        checkFound();
        UnsafeApi.putLongRelease(null, found, 0);
        found = 0;
        IndexCounters.add(counters.keys, -1);
        drainOverflow(base);
    }

    private void checkFound() {
        if (found == 0) {
            throw new IllegalStateException("no entry was found");
        }
    }

    /**
     * Add an entry, without looking for one that might be replaced.
     *
     * @param hash    of the key.
     * @param address of its record, from 1 to {@link BucketDescriptor#MAX_ADDRESS}; not checked.
     * @throws OutOfMemoryError when the operating system has no memory; there is no new entry, and the index goes on.
     */
    public void insert(final long hash, final long address) {
        if (counters.keys.getPlain() >= splitAt) {
            grow();
        }
        begin(hash);
        final long hole = firstHole();
        UnsafeApi.putLongRelease(null, hole == 0 ? linkOverflow() : hole, tag | address);
        IndexCounters.add(counters.keys, 1);
    }

    private long firstHole() {
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
     */
    private long linkOverflow() {
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

    private void grow() {
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

    /** Split the bucket whose turn it is: which keys move, the bit of the hash says that is new to the level. */
    private void split() {
        final int level = Long.SIZE - 1 - Long.numberOfLeadingZeros(buckets);
        final long source = table.address(buckets - (1L << level));
        final long target = table.address(buckets);
        final long movedBit = BucketDescriptor.bitOfEntry(level);
        final long targetOverflow = copyMoved(source, target, movedBit);
        putMeta(target, BucketDescriptor.meta(level + 1, targetOverflow));
        // The order is essential: filled before this store, cleared after it.
        putMeta(source, BucketDescriptor.afterSplit(metaOf(source)));
        for (long line = source; line != 0; line = lineAfter(line)) {
            clear(line, movedBit);
        }
        drainOverflow(source);
        setBuckets(buckets + 1);
        sharedBuckets.setRelease(buckets);
        IndexCounters.add(counters.splits, 1);
    }

    /** Fill a bucket that no reader can find yet; returns its first overflow bucket. */
    private long copyMoved(final long source, final long target, final long movedBit) {
        UnsafeApi.setMemory(target, BucketDescriptor.LENGTH, (byte) 0);
        long targetOverflow = 0;
        long at = target;
        long targetEnd = target + BucketDescriptor.META_OFFSET;
        for (long line = source; line != 0; line = lineAfter(line)) {
            for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
                final long entry = UnsafeApi.getLong(line + i * BucketDescriptor.ENTRY_LENGTH);
                if ((entry & movedBit) == 0) {
                    continue;
                }
                if (at == targetEnd) {
                    final long bucket = overflow.take();
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

    private static void clear(final long line, final long bits) {
        for (long at = line; at < line + BucketDescriptor.META_OFFSET; at += BucketDescriptor.ENTRY_LENGTH) {
            if ((UnsafeApi.getLong(at) & bits) != 0) {
                UnsafeApi.putLongRelease(null, at, 0);
            }
        }
    }

    /** As long as the entries of the first overflow bucket fit into the rest of the chain, do without that bucket. */
    private void drainOverflow(final long bucketLine) {
        long drained = BucketDescriptor.overflow(metaOf(bucketLine));
        while (drained != 0 && moveEntries(overflow.address(drained), bucketLine)) {
            final long line = overflow.address(drained);
            final long following = BucketDescriptor.overflow(metaOf(line));
            // The order is essential, as in a split.
            putMeta(bucketLine, BucketDescriptor.afterLink(metaOf(bucketLine), following));
            clear(line, -1L);
            overflow.giveBack(drained);
            drained = following;
        }
    }

    /** Copy the entries of the first overflow bucket into other places of the chain, if there are enough. */
    private boolean moveEntries(final long drainedLine, final long bucketLine) {
        int holes = holes(bucketLine);
        for (long line = lineAfter(drainedLine); line != 0; line = lineAfter(line)) {
            holes += holes(line);
        }
        if (BucketDescriptor.ENTRIES - holes(drainedLine) > holes) {
            return false;
        }
        long line = bucketLine;
        for (int i = 0; i < BucketDescriptor.ENTRIES; i++) {
            final long entry = UnsafeApi.getLong(drainedLine + i * BucketDescriptor.ENTRY_LENGTH);
            if (entry == 0) {
                continue;
            }
            long hole = holeIn(line);
            while (hole == 0) {
                line = lineAfter(line == bucketLine ? drainedLine : line);
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

    /** The address of the next bucket of a chain; 0 at its end. */
    private long lineAfter(final long line) {
        final long following = BucketDescriptor.overflow(metaOf(line));
        return following == 0 ? 0 : overflow.address(following);
    }

    private static long metaOf(final long line) {
        return UnsafeApi.getLong(line + BucketDescriptor.META_OFFSET);
    }

    private static void putMeta(final long line, final long meta) {
        UnsafeApi.putLongRelease(null, line + BucketDescriptor.META_OFFSET, meta);
    }
}
