package io.varve.index;

import io.varve.agent.PaddedLong;
import org.agrona.UnsafeApi;

/**
 * The overflow buckets of an index, numbered from 1, with a list of free ones. All methods but {@link #used()} and
 * {@link #free()} are for the writer.
 *
 * <p>A reader may still stand in a bucket that was given back, and even after it was taken for another chain: it finds
 * entries that are true, if not those of its chain, and learns from the meta word of its own chain that it has to start
 * over.
 */
final class OverflowBuckets {

    private final BucketMemory memory;
    private final PaddedLong used;
    private final PaddedLong free = new PaddedLong(0);
    /** The first free bucket, whose meta word holds the number of the next; 0 when there is none. */
    private long firstFree;

    OverflowBuckets(final BucketMemory memory, final long used) {
        this.memory = memory;
        this.used = new PaddedLong(used);
    }

    /** Buckets below this number have been used at some time. */
    long used() {
        return used.getAcquire();
    }

    /** How many of the used ones are free. */
    long free() {
        return free.getAcquire();
    }

    long address(final long bucket) {
        return memory.address(bucket);
    }

    /**
     * Take a bucket without entries.
     *
     * @return its number. Its meta word is the caller's to be set, before the bucket is linked.
     * @throws OutOfMemoryError when there is neither a free bucket nor memory; nothing has changed.
     */
    long take() {
        final long bucket = firstFree;
        if (bucket != 0) {
            firstFree = BucketDescriptor.overflow(UnsafeApi.getLong(address(bucket) + BucketDescriptor.META_OFFSET));
            free.setRelease(free.getPlain() - 1);
            return bucket;
        }
        final long fresh = used.getPlain();
        memory.allocate(fresh + 1);
        UnsafeApi.setMemory(address(fresh), BucketDescriptor.LENGTH, (byte) 0);
        used.setRelease(fresh + 1);
        return fresh;
    }

    /** Give a bucket back that is unlinked and has no entries. */
    void giveBack(final long bucket) {
        // Release: a reader that follows this link must see that its chain has changed.
        UnsafeApi.putLongRelease(null, address(bucket) + BucketDescriptor.META_OFFSET, firstFree);
        firstFree = bucket;
        free.setRelease(free.getPlain() + 1);
    }
}
