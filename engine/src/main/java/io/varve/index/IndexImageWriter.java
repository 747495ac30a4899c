package io.varve.index;

import io.varve.index.IndexImageDescriptor.Trailer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes an image of an index, as {@link IndexImageDescriptor} has it, while the writer of the index goes on. Used by
 * one thread at a time, which may be any.
 *
 * <p>The image is fuzzy: each bucket is that of another moment. A key that is in the index from the begin of the call
 * to its end is in the image, with one address that it had meanwhile; one that comes or goes is there or not, and one
 * that is removed and inserted again may be there twice, with different addresses. Whoever loads the image applies to
 * it everything that was done to the index since the call began, and whenever a key is replaced or removed, treats all
 * entries of that key.
 *
 * <p>Buckets are copied in the order of their numbers, up to the last one that the index had at the begin or that a
 * copied one was split into. So a key is in the copy of that bucket to which it belongs in a table of as many buckets
 * as the image has: when the bucket was copied, all splits up to its number were done; and had the key moved on to a
 * bucket behind the end, the meta word that was copied would say so, and the end would be further off.
 */
public final class IndexImageWriter {

    private final HashIndex index;
    private final BucketCopy copy;
    private final ByteBuffer block = IndexImageDescriptor.buffer(2 * IndexImageDescriptor.BLOCK_LENGTH);
    /** Of the block, until it is known where they go. */
    private ByteBuffer overflow = IndexImageDescriptor.buffer(IndexImageDescriptor.BLOCK_LENGTH / 4);
    /** For each block the lines in the high half, the checksum in the low one. */
    private long[] directory = new long[64];
    private int blocks;
    private long overflowLines;
    private long entries;
    private long end;

    /**
     * For an index.
     *
     * @param index to be written, more than once perhaps.
     */
    public IndexImageWriter(final HashIndex index) {
        this.index = index;
        copy = index.copy();
    }

    /**
     * Write an image.
     *
     * @param target that gets it, in pieces of any length.
     * @return the length in bytes.
     * @throws IOException when the target fails.
     */
    public long write(final IndexImageTarget target) throws IOException {
        blocks = 0;
        overflowLines = 0;
        entries = 0;
        end = index.buckets();
        long bucket = 0;
        while (bucket < end) {
            bucket = fillBlock(bucket);
            writeBlock(target);
        }
        return writeEnd(target);
    }

    private long fillBlock(final long first) {
        block.clear();
        overflow.clear();
        long bucket = first;
        do {
            copy.clear();
            final long meta = copy.add(bucket);
            putBucket(BucketDescriptor.level(meta));
            end = Math.max(end, BucketDescriptor.lastTarget(bucket, meta) + 1);
            bucket++;
        } while (bucket < end && bucket - first < IndexImageDescriptor.BLOCK_BUCKETS);
        return bucket;
    }

    private void putBucket(final int level) {
        final int count = copy.count();
        entries += count;
        final int lines = Math.max(0, (count - 1) / BucketDescriptor.ENTRIES);
        putLine(block, 0, BucketDescriptor.meta(level, lines));
        for (int i = 1; i <= lines; i++) {
            if (overflow.remaining() < BucketDescriptor.LENGTH) {
                overflow = IndexImageDescriptor.buffer(2 * overflow.capacity()).put(overflow.flip());
            }
            putLine(overflow, i * BucketDescriptor.ENTRIES, 0);
        }
    }

    private void putLine(final ByteBuffer bytes, final int from, final long meta) {
        for (int i = from; i < from + BucketDescriptor.ENTRIES; i++) {
            bytes.putLong(i < copy.count() ? copy.entry(i) : 0);
        }
        bytes.putLong(meta);
    }

    private void writeBlock(final IndexImageTarget target) throws IOException {
        overflow.flip();
        final long tableLines = block.position() / BucketDescriptor.LENGTH;
        final long lines = tableLines + overflow.limit() / BucketDescriptor.LENGTH;
        overflowLines += lines - tableLines;
        ByteBuffer whole = block;
        if (overflow.limit() > block.remaining()) {
            // One of many colliding hashes.
            whole = IndexImageDescriptor.buffer((int) lines * BucketDescriptor.LENGTH).put(block.flip());
        }
        whole.put(overflow).flip();
        if (blocks == directory.length) {
            directory = Arrays.copyOf(directory, 2 * blocks);
        }
        directory[blocks++] = lines << Integer.SIZE | IndexImageDescriptor.crc(whole, 0, whole.limit()) & 0xffff_ffffL;
        target.write(whole);
    }

    private long writeEnd(final IndexImageTarget target) throws IOException {
        final int directoryLength = blocks * IndexImageDescriptor.DIRECTORY_ENTRY_LENGTH;
        final ByteBuffer bytes =
            IndexImageDescriptor.buffer(directoryLength + IndexImageDescriptor.TRAILER_LENGTH);
        for (int i = 0; i < blocks; i++) {
            bytes.putInt((int) (directory[i] >>> Integer.SIZE)).putInt((int) directory[i]);
        }
        final long length = (end + overflowLines) * BucketDescriptor.LENGTH + bytes.capacity();
        IndexImageDescriptor.putTrailer(bytes, new Trailer(end, overflowLines, entries, length));
        target.write(bytes.flip());
        return length;
    }
}
