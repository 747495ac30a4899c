package io.varve.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/** Loads blocks of an image into the memory of a new index; one for each thread. */
final class BlockLoader {

    private final IndexImageSource source;
    private final BucketMemory table;
    private final long buckets;
    private final BucketMemory overflow;
    private final AddressMap map;
    private ByteBuffer bytes = IndexImageDescriptor.buffer(2 * IndexImageDescriptor.BLOCK_LENGTH);
    /** Entries that were left out. */
    private long dropped;
    private int longestChain;

    /** Of the line that is loaded. */
    private long bucket;
    private long meta;
    private boolean stale;

    BlockLoader(final IndexImageSource source, final BucketMemory table, final long buckets,
        final BucketMemory overflow, final AddressMap map) {
        this.source = source;
        this.table = table;
        this.buckets = buckets;
        this.overflow = overflow;
        this.map = map;
    }

    long dropped() {
        return dropped;
    }

    int longestChain() {
        return longestChain;
    }

    void load(final long offset, final int lines, final int checksum, final long firstBucket, final int tableLines,
        final long firstOverflow) throws IOException {
        final int length = lines * BucketDescriptor.LENGTH;
        if (length > bytes.capacity()) {
            bytes = IndexImageDescriptor.buffer(length);
        }
        IndexImageReader.fill(source, bytes.clear().limit(length), offset);
        if (IndexImageDescriptor.crc(bytes, 0, length) != checksum) {
            throw new IndexImageException("the block of bucket " + firstBucket + " is damaged");
        }
        // A block never lies in two chunks.
        final long address = table.address(firstBucket);
        if (map.isIdentity()) {
            UnsafeApi.copyMemory(BufferUtil.address(bytes), address, (long) tableLines * BucketDescriptor.LENGTH);
        }
        int overflowAt = tableLines * BucketDescriptor.LENGTH;
        long nextOverflow = firstOverflow;
        for (int at = 0; at < tableLines * BucketDescriptor.LENGTH; at += BucketDescriptor.LENGTH) {
            final long inImage = bytes.getLong(at + BucketDescriptor.META_OFFSET);
            final int chain = (int) BucketDescriptor.overflow(inImage);
            bucket = firstBucket + at / BucketDescriptor.LENGTH;
            final int level = BucketDescriptor.levelOf(bucket, buckets);
            stale = BucketDescriptor.level(inImage) != level;
            if (BucketDescriptor.level(inImage) > level
                || chain < 0 || chain > (length - overflowAt) / BucketDescriptor.LENGTH) {
                throw new IndexImageException("bucket " + bucket + " cannot be like this");
            }
            meta = BucketDescriptor.meta(level, chain == 0 ? 0 : nextOverflow);
            loadLine(at, address + at, meta, true);
            for (int left = chain; left > 0; left--) {
                loadLine(overflowAt, overflow.address(nextOverflow), left == 1 ? 0 : nextOverflow + 1, false);
                nextOverflow++;
                overflowAt += BucketDescriptor.LENGTH;
            }
            longestChain = Math.max(longestChain, chain);
        }
        if (overflowAt != length) {
            throw new IndexImageException("the block of bucket " + firstBucket + " has lines too many");
        }
    }

    private void loadLine(final int from, final long line, final long metaOfLine, final boolean copied) {
        if (stale || !map.isIdentity()) {
            loadEntries(from, line);
        } else if (!copied) {
            UnsafeApi.copyMemory(BufferUtil.address(bytes) + from, line, BucketDescriptor.META_OFFSET);
        }
        UnsafeApi.putLong(line + BucketDescriptor.META_OFFSET, metaOfLine);
    }

    private void loadEntries(final int from, final long line) {
        for (int i = 0; i < BucketDescriptor.META_OFFSET; i += BucketDescriptor.ENTRY_LENGTH) {
            long entry = bytes.getLong(from + i);
            if (entry != 0) {
                entry = stale && isMoved(entry) ? 0 : map.entry(entry);
                dropped += entry == 0 ? 1 : 0;
            }
            UnsafeApi.putLong(line + i, entry);
        }
    }

    private boolean isMoved(final long entry) {
        return BucketDescriptor.movedBits(BucketDescriptor.hash(entry, bucket), bucket, meta) != 0;
    }
}
