package io.varve.store;

import io.varve.ConfigurationException;
import io.varve.StoreCorruptException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first 4 KiB of a segment, written once, before the segment is listed. Little-endian; what is not named is zero.
 *
 * <pre>
 *   0  int64  magic "VARVESEG"
 *   8  int32  format version, 1
 *  12  int32  header length, 4096
 *  16  int64  segment length in bytes, a power of two
 *  24  int64  base position
 *  32  int64  store id, high half
 *  40  int64  store id, low half
 *  48  int64  epoch of the writer that created the segment
 *  56  int64  creation time, ns since the Unix epoch
 *  64  int32  CRC32C of bytes 0 to 63
 * </pre>
 *
 * <p>Immutable.
 *
 * @param segmentLength in bytes.
 * @param basePosition  of the segment.
 * @param storeId       that the segment belongs to.
 * @param epoch         of the writer that created the segment.
 * @param createdNs     creation time, ns since the Unix epoch.
 */
public record SegmentHeader(long segmentLength, long basePosition, StoreId storeId, long epoch, long createdNs) {

    /** Length of the header; the first frame of a segment is at this offset. */
    public static final int LENGTH = 4096;
    /** The version of the format that this version of the engine reads and writes. */
    public static final int FORMAT_VERSION = 1;
    /** Where the creation time stands. */
    public static final int CREATED_OFFSET = 56;

    private static final long MAGIC = Codec.magic("VARVESEG");
    private static final int CHECKSUM_OFFSET = 64;

    /**
     * Write the header.
     *
     * @return a new buffer of {@link #LENGTH} bytes, ready to be read.
     */
    public ByteBuffer encode() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(8, FORMAT_VERSION).putInt(12, LENGTH).putLong(16, segmentLength)
            .putLong(24, basePosition).putLong(32, storeId.high()).putLong(40, storeId.low()).putLong(48, epoch)
            .putLong(CREATED_OFFSET, createdNs).putInt(CHECKSUM_OFFSET, Codec.crc(bytes, 0, CHECKSUM_OFFSET));
        return bytes.clear();
    }

    /**
     * Read and check a header.
     *
     * @param bytes at least the first 68 bytes of a segment, from offset 0.
     * @param name  of the file, for messages.
     * @return the header.
     * @throws StoreCorruptException  when it is damaged or no segment at all.
     * @throws ConfigurationException when it is of another format version.
     */
    public static SegmentHeader decode(final ByteBuffer bytes, final String name) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < CHECKSUM_OFFSET + Integer.BYTES || bytes.getLong(0) != MAGIC) {
            throw new StoreCorruptException(name + " does not begin with the magic number of a segment");
        }
        Codec.checkVersion(name, bytes.getInt(8), FORMAT_VERSION);
        if (bytes.getInt(CHECKSUM_OFFSET) != Codec.crc(bytes, 0, CHECKSUM_OFFSET)) {
            throw new StoreCorruptException("the header of " + name + " does not match its checksum");
        }
        return new SegmentHeader(bytes.getLong(16), bytes.getLong(24),
            new StoreId(bytes.getLong(32), bytes.getLong(40)), bytes.getLong(48), bytes.getLong(56));
    }
}
