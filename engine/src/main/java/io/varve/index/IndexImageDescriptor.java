package io.varve.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The layout of an image of an index: blocks of buckets, one behind the other, then a directory of the blocks, then a
 * trailer. Little-endian throughout.
 *
 * <pre>
 *  +---------+---------+-----+-----------+---------+
 *  | block 0 | block 1 | ... | directory | trailer |
 *  +---------+---------+-----+-----------+---------+
 * </pre>
 *
 * <p>A block has the lines of 1024 buckets of the table, the last block of as many as are left, and behind them the
 * lines of all of their overflow buckets, chain by chain. A line is 64 bytes as {@link BucketDescriptor} has it. In the
 * meta word of a line of the table the version is 0, and in place of the number of an overflow bucket stands how many
 * lines the chain has; the meta word of an overflow line is 0.
 *
 * <pre>
 *    0        64                 n x 64                            (n + m) x 64
 *   +--------+--------+-----+--------+---------------+-----+---------------+
 *   | bucket | bucket | ... | bucket | overflow line | ... | overflow line |
 *   +--------+--------+-----+--------+---------------+-----+---------------+
 * </pre>
 *
 * <p>The directory has 8 bytes for each block:
 *
 * <pre>
 *   0  int32  lines, n + m
 *   4  int32  CRC32C of the block
 * </pre>
 *
 * <p>The trailer has 64 bytes:
 *
 * <pre>
 *   0  int64  magic "VARVEIMG"
 *   8  int32  format version, 1
 *  12  int32  CRC32C of the directory
 *  16  int64  buckets of the table
 *  24  int64  overflow lines of all blocks
 *  32  int64  entries of all blocks
 *  40  int64  length of the image in bytes, with the trailer
 *  48         12 bytes of zeros
 *  60  int32  CRC32C of bytes 0 to 59
 * </pre>
 *
 * <p>The checksums of the blocks stand in the directory, whose own stands in the trailer: a block that belongs to
 * another image is not taken for one of this.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class IndexImageDescriptor {

    /** Buckets of the table in a block, but perhaps the last one. */
    public static final int BLOCK_BUCKETS = 1024;
    /** Length of the trailer in bytes. */
    public static final int TRAILER_LENGTH = 64;

    static final int BLOCK_LENGTH = BLOCK_BUCKETS * BucketDescriptor.LENGTH;
    static final int DIRECTORY_ENTRY_LENGTH = 8;

    private static final long MAGIC =
        ByteBuffer.wrap("VARVEIMG".getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    private static final int FORMAT_VERSION = 1;
    private static final int CHECKSUM_OFFSET = 60;

    private IndexImageDescriptor() {
    }

    /** What a trailer says. */
    record Trailer(long buckets, long overflowLines, long entries, long length) {

        long blocks() {
            return (buckets + BLOCK_BUCKETS - 1) / BLOCK_BUCKETS;
        }

        long directoryOffset() {
            return length - TRAILER_LENGTH - blocks() * DIRECTORY_ENTRY_LENGTH;
        }
    }

    static ByteBuffer buffer(final int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Write a trailer behind a directory that the buffer holds from 0 to its position. */
    static void putTrailer(final ByteBuffer bytes, final Trailer trailer) {
        final int start = bytes.position();
        bytes.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(crc(bytes, 0, start)).putLong(trailer.buckets)
            .putLong(trailer.overflowLines).putLong(trailer.entries).putLong(trailer.length).putLong(0).putInt(0);
        bytes.putInt(crc(bytes, start, CHECKSUM_OFFSET));
    }

    static Trailer trailer(final ByteBuffer bytes, final long length) throws IndexImageException {
        if (bytes.getLong(0) != MAGIC || bytes.getInt(CHECKSUM_OFFSET) != crc(bytes, 0, CHECKSUM_OFFSET)) {
            throw new IndexImageException("it has no trailer");
        }
        if (bytes.getInt(8) != FORMAT_VERSION) {
            throw new IndexImageException("it is of format version " + bytes.getInt(8));
        }
        final Trailer trailer =
            new Trailer(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32), bytes.getLong(40));
        if (trailer.length != length || trailer.buckets < 1 << BucketDescriptor.MIN_LEVEL
            || trailer.buckets > 1L << BucketDescriptor.MAX_LEVEL || trailer.overflowLines < 0
            || trailer.directoryOffset() != (trailer.buckets + trailer.overflowLines) * BucketDescriptor.LENGTH
            || trailer.blocks() > Integer.MAX_VALUE / DIRECTORY_ENTRY_LENGTH) {
            throw new IndexImageException("its trailer is that of another: " + trailer);
        }
        return trailer;
    }

    static int directoryChecksum(final ByteBuffer trailer) {
        return trailer.getInt(12);
    }

    static int crc(final ByteBuffer bytes, final int offset, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(offset + length).position(offset));
        return (int) crc.getValue();
    }
}
