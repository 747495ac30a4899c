package io.varve.index;

import io.varve.agent.PaddedLong;
import io.varve.io.HugePages;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.UnsafeApi;

/**
 * Numbered buckets in memory outside of the heap, which only grows until it is closed. It is cut into chunks of 2 MiB,
 * aligned to 2 MiB, whose addresses stand in a directory that is replaced as a whole. Chunks come from regions of 2 to
 * 64 MiB, which take address space; a page takes memory when it is first touched.
 *
 * <p>A helper thread allocates and touches ahead of use. The writer that overtakes it allocates for itself: nobody
 * waits for anybody. Not final, so that a test can let it run out of memory.
 */
class BucketMemory implements AutoCloseable {

    /** Buckets in a chunk. */
    static final int CHUNK_BUCKETS = HugePages.LENGTH / BucketDescriptor.LENGTH;
    /** How many buckets are touched in one go; divides a chunk. */
    static final int STEP_BUCKETS = 1024;

    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(CHUNK_BUCKETS);
    private static final int CHUNK_MASK = CHUNK_BUCKETS - 1;
    private static final int MAX_REGION_CHUNKS = 32;

    private final AtomicReference<Regions> regions = new AtomicReference<>(new Regions(new long[0], new long[0]));
    /** Buckets below are touched; written by the helper. */
    private final PaddedLong touched = new PaddedLong(0);

    /** The addresses of all chunks, and those by which the regions are to be freed. */
    private record Regions(long[] chunks, long[] allocations) {

        int nextLength() {
            return Math.min(Math.max(1, chunks.length), MAX_REGION_CHUNKS);
        }

        /** Room for one region more, made first: when the heap has none, nothing is to be freed. */
        Regions larger() {
            return new Regions(Arrays.copyOf(chunks, chunks.length + nextLength()),
                Arrays.copyOf(allocations, allocations.length + 1));
        }

        void setLast(final long allocation, final int firstChunk) {
            allocations[allocations.length - 1] = allocation;
            final long aligned = allocation + HugePages.LENGTH - 1 & -HugePages.LENGTH;
            for (int i = firstChunk; i < chunks.length; i++) {
                chunks[i] = aligned + (long) (i - firstChunk) * HugePages.LENGTH;
            }
        }
    }

    /** The directory of this moment. It covers every bucket whose number the caller has read with acquire. */
    long[] chunks() {
        return regions.getAcquire().chunks;
    }

    /** The index in the directory of the chunk that holds a bucket. */
    static int chunk(final long bucket) {
        return (int) (bucket >>> CHUNK_SHIFT);
    }

    /** Where a bucket lies in its chunk, in bytes. */
    static long offset(final long bucket) {
        return (bucket & CHUNK_MASK) << BucketDescriptor.LENGTH_SHIFT;
    }

    /** The address of a bucket that is allocated. */
    long address(final long bucket) {
        return chunks()[chunk(bucket)] + offset(bucket);
    }

    /** Buckets below this are allocated and touched. */
    long touchedBuckets() {
        return touched.getAcquire();
    }

    /**
     * Touch some of the buckets below a bound; for the helper.
     *
     * @param used  buckets below are in use.
     * @param bound buckets below are to be touched.
     * @return whether there was anything to do.
     * @throws OutOfMemoryError when the operating system has no memory; nothing has changed.
     */
    boolean prepare(final long used, final long bound) {
        final long start = Math.max(touched.getPlain(), used & -STEP_BUCKETS);
        if (start >= bound) {
            return false;
        }
        allocate(start + STEP_BUCKETS);
        final long address = address(start);
        final long length = (long) STEP_BUCKETS << BucketDescriptor.LENGTH_SHIFT;
        final int pageSize = UnsafeApi.pageSize();
        for (long offset = 0; offset < length; offset += pageSize) {
            // Atomic, because the writer may have overtaken and be using the page.
            UnsafeApi.getAndAddLong(null, address + offset, 0);
        }
        touched.setRelease(start + STEP_BUCKETS);
        return true;
    }

    /**
     * Allocate buckets, by any thread. What is in them is not defined.
     *
     * @param count buckets below are allocated when this returns.
     * @throws OutOfMemoryError when the operating system has no memory; nothing has changed.
     */
    void allocate(final long count) {
        Regions current = regions.getAcquire();
        while ((long) current.chunks.length << CHUNK_SHIFT < count) {
            final long length = (long) current.nextLength() * HugePages.LENGTH;
            final Regions more = current.larger();
            final long allocation = UnsafeApi.allocateMemory(length + HugePages.LENGTH);
            more.setLast(allocation, current.chunks.length);
            HugePages.advise(more.chunks[current.chunks.length], length);
            // The helper and the writer may both be here; one of them frees what it has allocated.
            if (!regions.compareAndSet(current, more)) {
                UnsafeApi.freeMemory(allocation);
            }
            current = regions.getAcquire();
        }
    }

    /** Address space that is taken, in bytes, the part for alignment included. */
    long reservedBytes() {
        final Regions current = regions.getAcquire();
        return (long) (current.chunks.length + current.allocations.length) * HugePages.LENGTH;
    }

    /** Free all memory. No thread may be using a bucket, nor do so later. */
    @Override
    public void close() {
        for (final long allocation : regions.getAndSet(new Regions(new long[0], new long[0])).allocations) {
            UnsafeApi.freeMemory(allocation);
        }
    }
}
