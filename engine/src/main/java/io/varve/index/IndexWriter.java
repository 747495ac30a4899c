package io.varve.index;

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

    private final BucketMemory table;
    private final BucketChains chains;
    private final TableGrowth growth;
    private final IndexCounters counters;

    private long tag;
    /** Address of the bucket in the table that was looked into last. */
    private long base;
    /** Address of the next word to look at, and of the meta word that follows the entries there. */
    private long next;
    private long end;
    /** Address of the entry that was found last; 0 when there is none. */
    private long found;

    IndexWriter(final BucketMemory table, final BucketChains chains, final TableGrowth growth,
        final IndexCounters counters) {
        this.table = table;
        this.chains = chains;
        this.growth = growth;
        this.counters = counters;
        begin(0);
    }

    /**
     * Load the line that a look-up of a hash will begin with, as {@link IndexProbe#touch(long)} does.
     *
     * @param hash of a key.
     * @return some number, which the caller uses, lest the load is removed.
     */
    public long touch(final long hash) {
        return UnsafeApi.getLong(
            table.address(BucketDescriptor.bucket(hash, growth.buckets())) + BucketDescriptor.META_OFFSET);
    }

    /**
     * Begin to look a hash up.
     *
     * @param hash of which the low {@link BucketDescriptor#HASH_BITS} bits count.
     */
    public void begin(final long hash) {
        tag = BucketDescriptor.tag(hash);
        base = table.address(BucketDescriptor.bucket(hash, growth.buckets()));
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
            final long line = chains.lineAfter(end - BucketDescriptor.META_OFFSET);
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
        chains.drain(base);
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
        if (counters.keys.getPlain() >= growth.splitAt()) {
            growth.grow();
        }
        begin(hash);
        final long hole = chains.firstHole(base);
        UnsafeApi.putLongRelease(null, hole == 0 ? chains.link(base) : hole, tag | address);
        IndexCounters.add(counters.keys, 1);
    }
}
