package io.varve.index;

import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Copies the entries of single buckets, chains included, while the writer goes on. A copy is whole: every key that is
 * in the bucket from the begin of the copy to its end is in it, with one address that it had meanwhile, and the copy
 * belongs to one meta word of the bucket: it has no entry that had moved to another bucket by then. No entry is in it
 * twice, but a key that was removed and inserted again meanwhile can be, with different addresses.
 */
final class BucketCopy {

    private final BucketMemory table;
    private final BucketMemory overflowMemory;
    private long[] entries = new long[4 * BucketDescriptor.ENTRIES];
    private int count;

    BucketCopy(final BucketMemory table, final BucketMemory overflowMemory) {
        this.table = table;
        this.overflowMemory = overflowMemory;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    long entry(final int i) {
        return entries[i];
    }

    /** Append the entries of a bucket of the table; returns the meta word that they belong to. */
    long add(final long bucket) {
        final long base = table.address(bucket);
        final int start = count;
        while (true) {
            final long meta = UnsafeApi.getLongAcquire(null, base + BucketDescriptor.META_OFFSET);
            if (addChain(base, meta, bucket, start)) {
                return meta;
            }
            count = start;
        }
    }

    /** Returns false when the structure of the chain has changed meanwhile. */
    private boolean addChain(final long base, final long meta, final long bucket, final int start) {
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
        if (BucketDescriptor.movedBits(BucketDescriptor.hash(entry, bucket), bucket, meta) != 0) {
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
        }
        entries[count++] = entry;
    }
}
