package io.varve.kv.hint;

import io.varve.frame.FrameDescriptor;
import io.varve.store.Codec;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreId;
import java.nio.ByteBuffer;

/**
 * The beginning of a hint, in front of its {@linkplain HintEntry entries}. Little-endian.
 *
 * <pre>
 *    0  int64  magic "VARVEHNT"
 *    8  int32  format version, 1
 *   12  int32  segment length in bytes
 *   16  int64  store id, high half
 *   24  int64  store id, low half
 *   32  int64  base position
 *   40  int64  seed of the hashes
 *   48  int64  commit word of the segment's ROLL frame
 *   56  int64  commit word of the segment's last frame
 *   64  int32  offset of the last frame in the segment
 *   68  int32  n, the number of entries
 *   72  int32  CRC32C of the entries
 *   76  int32  CRC32C(bytes 0 to 75)  XOR  rotateLeft(CRC32C(bytes 80 to 1103), 1)
 *   80         1,024 bytes: a HyperLogLog sketch of the hashes of the puts
 * 1104         entries, n times 16 bytes
 * </pre>
 *
 * @param storeId         of the store.
 * @param basePosition    of the segment.
 * @param seed            of the hashes.
 * @param rollWord        commit word of the first frame.
 * @param lastWord        commit word of the last frame.
 * @param lastOffset      of the last frame.
 * @param entries         how many there are.
 * @param entriesChecksum of all of them.
 * @param keys            the sketch.
 */
record HintHeader(StoreId storeId, long basePosition, long seed, long rollWord, long lastWord, int lastOffset,
    int entries, int entriesChecksum, DistinctKeys keys) {

    static final int LENGTH = 1104;

    private static final long MAGIC = Codec.magic("VARVEHNT");
    private static final int FORMAT_VERSION = 1;
    private static final int CHECKSUM_OFFSET = 76;
    private static final int KEYS_OFFSET = 80;

    /** Writes the header into the first bytes. */
    void encode(final ByteBuffer bytes, final int segmentLength) {
        bytes.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(segmentLength).putLong(storeId.high())
            .putLong(storeId.low()).putLong(basePosition).putLong(seed).putLong(rollWord).putLong(lastWord)
            .putInt(lastOffset).putInt(entries).putInt(entriesChecksum).putInt(0);
        keys.encode(bytes);
        bytes.putInt(CHECKSUM_OFFSET, checksum(bytes));
    }

    private static int checksum(final ByteBuffer bytes) {
        return Codec.crc(bytes, 0, CHECKSUM_OFFSET)
            ^ Integer.rotateLeft(Codec.crc(bytes, KEYS_OFFSET, DistinctKeys.LENGTH), 1);
    }

    /** The header, or null when it is damaged or of a version that this one does not know. */
    static HintHeader decode(final ByteBuffer bytes, final int segmentLength) {
        if (bytes.limit() < LENGTH || bytes.getLong(0) != MAGIC || bytes.getInt(8) != FORMAT_VERSION
            || bytes.getInt(12) != segmentLength || bytes.getInt(CHECKSUM_OFFSET) != checksum(bytes)) {
            return null;
        }
        final HintHeader header = new HintHeader(new StoreId(bytes.getLong(16), bytes.getLong(24)), bytes.getLong(32),
            bytes.getLong(40), bytes.getLong(48), bytes.getLong(56), bytes.getInt(64), bytes.getInt(68),
            bytes.getInt(72), DistinctKeys.decode(bytes.duplicate().position(KEYS_OFFSET)));
        return header.isPossible(segmentLength) ? header : null;
    }

    private boolean isPossible(final int segmentLength) {
        final int length = FrameDescriptor.length(lastWord);
        return entries >= 0 && entries <= segmentLength / FrameDescriptor.ALIGNMENT
            && lastOffset >= SegmentHeader.LENGTH && lastOffset % FrameDescriptor.ALIGNMENT == 0
            && lastOffset <= segmentLength - FrameDescriptor.HEADER_LENGTH && length > 0
            && lastOffset + (long) FrameDescriptor.alignedLength(length) == segmentLength;
    }

    int entriesLength() {
        return entries * HintEntry.LENGTH;
    }
}
