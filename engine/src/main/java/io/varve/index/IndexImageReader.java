package io.varve.index;

import io.varve.index.IndexImageDescriptor.Trailer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes an index of an image that an {@link IndexImageWriter} has written. Used by one thread at a time.
 *
 * <p>The table has as many buckets as the image, so that a block of the image is loaded into the buckets that it is of
 * and nowhere else, its overflow lines into as many overflow buckets whose numbers are known beforehand: several
 * threads load blocks and share nothing. The image is fuzzy, and a bucket in it may be older than one that was split
 * from it; then a key is in both, and what does not belong to the older one any more is left out.
 */
public final class IndexImageReader {

    /** As many as fill one chunk of memory, whose pages one thread touches. */
    private static final int BLOCKS_AT_A_TIME = BucketMemory.CHUNK_BUCKETS / IndexImageDescriptor.BLOCK_BUCKETS;

    private final long length;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger nextBlock = new AtomicInteger();
    private Trailer trailer;
    private ByteBuffer directory;
    /** For each block the lines of all blocks in front of it, and for none all lines. */
    private long[] linesBefore;

    /**
     * For one image.
     *
     * @param length of the image in bytes.
     */
    public IndexImageReader(final long length) {
        this.length = length;
    }

    /**
     * Load the image.
     *
     * @param load    of the new index, as its constructor has it.
     * @param map     by which addresses are changed, and entries left out.
     * @param sources all of the same image: one thread loads from each, the first of them the caller.
     * @return a new index.
     * @throws IndexImageException      when the image is damaged.
     * @throws IOException              when a source fails.
     * @throws IllegalArgumentException when the load is out of range, or there is no source.
     * @throws OutOfMemoryError         when the operating system has no memory.
     */
    public HashIndex read(final double load, final AddressMap map, final List<? extends IndexImageSource> sources)
        throws IOException {
        HashIndex.checkLoad(load);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no source");
        }
        readEnd(sources.get(0));
        final BucketMemory table = new BucketMemory();
        final BucketMemory overflow = new BucketMemory();
        boolean done = false;
        try {
            table.allocate(trailer.buckets());
            overflow.allocate(trailer.overflowLines() + 1);
            final IndexCounters counters = loadBlocks(table, overflow, map, sources);
            done = true;
            return new HashIndex(load, table, trailer.buckets(), overflow, trailer.overflowLines(), counters);
        } finally {
            if (!done) {
                table.close();
                overflow.close();
            }
        }
    }

    private void readEnd(final IndexImageSource source) throws IOException {
        if (length < IndexImageDescriptor.TRAILER_LENGTH) {
            throw new IndexImageException("it is too short");
        }
        final ByteBuffer end = IndexImageDescriptor.buffer(IndexImageDescriptor.TRAILER_LENGTH);
        fill(source, end, length - end.capacity());
        trailer = IndexImageDescriptor.trailer(end, length);
        directory =
            IndexImageDescriptor.buffer((int) trailer.blocks() * IndexImageDescriptor.DIRECTORY_ENTRY_LENGTH);
        fill(source, directory, trailer.directoryOffset());
        if (IndexImageDescriptor.crc(directory, 0, directory.capacity())
            != IndexImageDescriptor.directoryChecksum(end)) {
            throw new IndexImageException("the directory is damaged");
        }
        linesBefore = new long[(int) trailer.blocks() + 1];
        for (int i = 0; i < trailer.blocks(); i++) {
            final long lines = directory.getInt(i * IndexImageDescriptor.DIRECTORY_ENTRY_LENGTH);
            if (lines < tableLines(i) || lines > Integer.MAX_VALUE / BucketDescriptor.LENGTH) {
                throw new IndexImageException("block " + i + " has " + lines + " lines");
            }
            linesBefore[i + 1] = linesBefore[i] + lines;
        }
        if (linesBefore[(int) trailer.blocks()] != trailer.buckets() + trailer.overflowLines()) {
            throw new IndexImageException("the directory is that of another");
        }
    }

    static void fill(final IndexImageSource source, final ByteBuffer bytes, final long offset) throws IOException {
        source.read(bytes, offset);
        if (bytes.hasRemaining()) {
            throw new IndexImageException("it ends before offset " + (offset + bytes.limit()));
        }
        bytes.flip();
    }

    private IndexCounters loadBlocks(final BucketMemory table, final BucketMemory overflow, final AddressMap map,
        final List<? extends IndexImageSource> sources) throws IOException {
        nextBlock.set(0);
        failure.set(null);
        final List<BlockLoader> loaders = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        try {
            for (final IndexImageSource source : sources) {
                final BlockLoader loader = new BlockLoader(source, table, trailer.buckets(), overflow, map);
                loaders.add(loader);
                if (loaders.size() > 1) {
                    final Thread thread = new Thread(() -> loadSome(loader), "index-image-" + loaders.size());
                    thread.setDaemon(true);
                    thread.start();
                    threads.add(thread);
                }
            }
            loadSome(loaders.get(0));
        } finally {
            // Also when a thread could not be started.
            endLoading();
            threads.forEach(IndexImageReader::join);
        }
        rethrow();
        final IndexCounters counters = new IndexCounters();
        IndexCounters.add(counters.keys, trailer.entries());
        for (final BlockLoader loader : loaders) {
            IndexCounters.add(counters.keys, -loader.dropped());
            counters.longestChain.raiseTo(loader.longestChain());
        }
        return counters;
    }

    private void loadSome(final BlockLoader loader) {
        try {
            int block = nextBlock.getAndAdd(BLOCKS_AT_A_TIME);
            while (block < trailer.blocks()) {
                final int until = (int) Math.min(block + BLOCKS_AT_A_TIME, trailer.blocks());
                for (; block < until && failure.get() == null; block++) {
                    final int lines = (int) (linesBefore[block + 1] - linesBefore[block]);
                    final long firstBucket = (long) block * IndexImageDescriptor.BLOCK_BUCKETS;
                    loader.load(linesBefore[block] * BucketDescriptor.LENGTH, lines,
                        directory.getInt(block * IndexImageDescriptor.DIRECTORY_ENTRY_LENGTH + Integer.BYTES),
                        firstBucket, tableLines(block), 1 + linesBefore[block] - firstBucket);
                }
                block = nextBlock.getAndAdd(BLOCKS_AT_A_TIME);
            }
        } catch (final Throwable ex) {
            failure.compareAndSet(null, ex);
            endLoading();
        }
    }

    /** Nobody is to begin with another block. */
    private void endLoading() {
        nextBlock.set((int) trailer.blocks());
    }

    private int tableLines(final int block) {
        return (int) Math.min(IndexImageDescriptor.BLOCK_BUCKETS,
            trailer.buckets() - (long) block * IndexImageDescriptor.BLOCK_BUCKETS);
    }

    /** Whoever waits cannot be interrupted: the memory must not be freed while another thread fills it. */
    private static void join(final Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException ex) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void rethrow() throws IOException {
        final Throwable first = failure.get();
        if (first instanceof IOException io) {
            throw io;
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first != null) {
            // Nothing else is declared by what a loader calls.
            throw (RuntimeException) first;
        }
    }
}
