package io.varve.store;

import java.nio.ByteBuffer;

/**
 * One of the two slots of the mark file. A slot is forced before the other one may be written, so one is always whole.
 * Little-endian; what is not named is zero.
 *
 * <pre>
 *   0  int64  sequence of the slot; the valid slot with the higher one counts
 *   8  int64  store id, high half
 *  16  int64  store id, low half
 *  24  int64  epoch of the writer
 *  32  int64  W: a position known durable
 *  40  int64  tail: where the log ended when the slot was written
 *  48  int32  flags: 1 = the store was closed cleanly
 *  52  int32  segment length in bytes
 *  56  int64  boot id, high half
 *  64  int64  boot id, low half
 *  72  int64  writer token, high half
 *  80  int64  writer token, low half
 *  88  int32  CRC32C of bytes 0 to 87
 * </pre>
 *
 * <p>Immutable.
 *
 * @param sequence      of the slot.
 * @param storeId       of the store.
 * @param epoch         of the writer.
 * @param watermark     a position known durable.
 * @param tail          where the log ended when the slot was written.
 * @param clean         whether the store was closed cleanly at {@code tail}.
 * @param segmentLength in bytes.
 * @param bootId        of the boot of the machine that the writer ran in.
 * @param writerToken   random bits that name the writer.
 */
public record MarkSlot(long sequence, StoreId storeId, long epoch, long watermark, long tail, boolean clean,
    int segmentLength, StoreId bootId, StoreId writerToken) {

    static final int LENGTH = 92;
    static final int EPOCH_OFFSET = 24;
    static final int TOKEN_OFFSET = 72;
    private static final int CHECKSUM_OFFSET = 88;

    void encode(final ByteBuffer bytes, final int offset) {
        bytes.putLong(offset, sequence).putLong(offset + 8, storeId.high()).putLong(offset + 16, storeId.low())
            .putLong(offset + EPOCH_OFFSET, epoch).putLong(offset + 32, watermark).putLong(offset + 40, tail)
            .putInt(offset + 48, clean ? 1 : 0).putInt(offset + 52, segmentLength)
            .putLong(offset + 56, bootId.high()).putLong(offset + 64, bootId.low())
            .putLong(offset + TOKEN_OFFSET, writerToken.high()).putLong(offset + TOKEN_OFFSET + 8, writerToken.low())
            .putInt(offset + CHECKSUM_OFFSET, Codec.crc(bytes, offset, CHECKSUM_OFFSET));
    }

    /** The slot at an offset, or null when it is empty or torn. */
    static MarkSlot decode(final ByteBuffer bytes, final int offset) {
        if (bytes.getLong(offset) == 0
            || bytes.getInt(offset + CHECKSUM_OFFSET) != Codec.crc(bytes, offset, CHECKSUM_OFFSET)) {
            return null;
        }
        return new MarkSlot(bytes.getLong(offset), id(bytes, offset + 8), bytes.getLong(offset + EPOCH_OFFSET),
            bytes.getLong(offset + 32), bytes.getLong(offset + 40), bytes.getInt(offset + 48) == 1,
            bytes.getInt(offset + 52), id(bytes, offset + 56), id(bytes, offset + TOKEN_OFFSET));
    }

    /** Whether a slot is valid or was never written. */
    static boolean isWhole(final ByteBuffer bytes, final int offset) {
        for (int i = 0; i < LENGTH; i++) {
            if (bytes.get(offset + i) != 0) {
                return decode(bytes, offset) != null;
            }
        }
        return true;
    }

    private static StoreId id(final ByteBuffer bytes, final int offset) {
        return new StoreId(bytes.getLong(offset), bytes.getLong(offset + 8));
    }

    /**
     * The same writer's next slot.
     *
     * @param newWatermark a position known durable.
     * @param newTail      where the log ends now.
     * @param isClean      whether the store is being closed cleanly.
     * @return the slot to be written.
     */
    public MarkSlot next(final long newWatermark, final long newTail, final boolean isClean) {
        return new MarkSlot(sequence + 1, storeId, epoch, newWatermark, newTail, isClean, segmentLength, bootId,
            writerToken);
    }

    /**
     * The slot with which another writer announces itself, after it has seen that nothing durable is damaged. What was
     * known of the log stays; from now on it is not clean.
     *
     * @param newEpoch     of the writer, higher than any before.
     * @param newWatermark a position known durable, not lower than before.
     * @param token        that names the writer.
     * @return the slot to be written.
     */
    public MarkSlot announce(
        final long newEpoch, final long newWatermark, final StoreId token) {
        return new MarkSlot(sequence + 1, storeId, newEpoch, newWatermark, tail, false, segmentLength, bootId, token);
    }

    /**
     * The slot that says that the log is recovered, and that what the machine shows since that boot can be trusted.
     *
     * @param newTail where the log ends, all of it durable.
     * @param boot    of the machine.
     * @return the slot to be written.
     */
    public MarkSlot recovered(final long newTail, final StoreId boot) {
        return new MarkSlot(sequence + 1, storeId, epoch, newTail, newTail, false, segmentLength, boot, writerToken);
    }
}
