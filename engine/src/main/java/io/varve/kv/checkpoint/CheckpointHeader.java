package io.varve.kv.checkpoint;

import io.varve.store.Codec;
import io.varve.store.StoreId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first 4,096 bytes of a checkpoint, written last. Behind it stand the image of the index, see
 * {@link io.varve.index.IndexImageDescriptor}, and the table of segments, see {@link SegmentEntry}. Little-endian; what
 * is not named is zero.
 *
 * <pre>
 *   0  int64  magic "VARVECKP"
 *   8  int32  format version, 1
 *  12  int32  segment length in bytes
 *  16  int64  store id, high half
 *  24  int64  store id, low half
 *  32  int64  epoch of the writer
 *  40  int64  P0: where replay starts; everything before it is in the image
 *  48  int64  P1: end of the log when the image was complete; the log was forced to it before the file got its name
 *  56  int64  seed of the hashes
 *  64  int64  length of the image in bytes; it begins at 4,096
 *  72  int32  n, the number of segments
 *  76  int32  CRC32C of the table of segments
 *  80  int32  CRC32C of bytes 0 to 79
 * </pre>
 *
 * @param segmentLength in bytes.
 * @param storeId       of the store.
 * @param epoch         of the writer.
 * @param start         P0.
 * @param end           P1.
 * @param seed          of the hashes.
 * @param imageLength   in bytes.
 * @param segments      how many are in the table.
 * @param tableChecksum CRC32C of the table.
 */
record CheckpointHeader(int segmentLength, StoreId storeId, long epoch, long start, long end, long seed,
    long imageLength, int segments, int tableChecksum) {

    static final int LENGTH = 4096;
    static final int MAX_SEGMENTS = 1 << 16;

    private static final long MAGIC = Codec.magic("VARVECKP");
    private static final int FORMAT_VERSION = 1;
    private static final int CHECKSUM_OFFSET = 80;

    ByteBuffer encode() {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(segmentLength).putLong(storeId.high())
            .putLong(storeId.low()).putLong(epoch).putLong(start).putLong(end).putLong(seed).putLong(imageLength)
            .putInt(segments).putInt(tableChecksum).putInt(Codec.crc(bytes, 0, CHECKSUM_OFFSET));
        return bytes.clear();
    }

    /**
     * The header, or null when it is damaged, or of a version that this one does not know: the log is asked instead.
     */
    static CheckpointHeader decode(final ByteBuffer bytes) {
        if (bytes.limit() < LENGTH || bytes.getLong(0) != MAGIC || bytes.getInt(8) != FORMAT_VERSION
            || bytes.getInt(CHECKSUM_OFFSET) != Codec.crc(bytes, 0, CHECKSUM_OFFSET)) {
            return null;
        }
        final CheckpointHeader header = new CheckpointHeader(bytes.getInt(12),
            new StoreId(bytes.getLong(16), bytes.getLong(24)), bytes.getLong(32), bytes.getLong(40),
            bytes.getLong(48), bytes.getLong(56), bytes.getLong(64), bytes.getInt(72), bytes.getInt(76));
        return header.segments < 0 || header.segments > MAX_SEGMENTS || header.imageLength < 0 ? null : header;
    }

    int tableLength() {
        return segments * SegmentEntry.LENGTH;
    }

    long tableOffset() {
        return LENGTH + imageLength;
    }
}
