package io.varve.store;

import java.nio.ByteBuffer;

/**
 * One of the two slots of a cursor file, written and forced in turn. Little-endian.
 *
 * <pre>
 *   0  int64  sequence of the slot; the valid slot with the higher one counts
 *   8  int64  epoch of the log's writer when the cursor was committed
 *  16  int64  position
 *  24  int32  flags: 1 = may be overtaken by retention, 2 = ahead: the log was cut in front of the position
 *  28  int32  CRC32C of bytes 0 to 27
 * </pre>
 *
 * <p>Immutable.
 *
 * @param sequence  of the slot.
 * @param epoch     of the log's writer when the cursor was committed.
 * @param position  in the log.
 * @param droppable whether retention may overtake the cursor.
 * @param ahead     whether the log was cut in front of the position.
 */
public record CursorSlot(long sequence, long epoch, long position, boolean droppable, boolean ahead) {

    private static final int CHECKSUM_OFFSET = 28;
    private static final int DROPPABLE = 1;
    private static final int AHEAD = 2;

    void encode(final ByteBuffer bytes, final int offset) {
        bytes.putLong(offset, sequence).putLong(offset + 8, epoch).putLong(offset + 16, position)
            .putInt(offset + 24, (droppable ? DROPPABLE : 0) | (ahead ? AHEAD : 0))
            .putInt(offset + CHECKSUM_OFFSET, Codec.crc(bytes, offset, CHECKSUM_OFFSET));
    }

    static CursorSlot decode(final ByteBuffer bytes, final int offset) {
        if (bytes.getLong(offset) == 0
            || bytes.getInt(offset + CHECKSUM_OFFSET) != Codec.crc(bytes, offset, CHECKSUM_OFFSET)) {
            return null;
        }
        final int flags = bytes.getInt(offset + 24);
        return new CursorSlot(bytes.getLong(offset), bytes.getLong(offset + 8), bytes.getLong(offset + 16),
            (flags & DROPPABLE) != 0, (flags & AHEAD) != 0);
    }

    /**
     * The slot that follows when the cursor moves.
     *
     * @param newEpoch    of the log's writer.
     * @param newPosition in the log.
     * @return the slot to be written.
     */
    public CursorSlot next(final long newEpoch, final long newPosition) {
        return new CursorSlot(sequence + 1, newEpoch, newPosition, droppable, false);
    }

    /**
     * The slot that follows when the log was cut in front of the position.
     *
     * @return the slot to be written.
     */
    public CursorSlot cut() {
        return new CursorSlot(sequence + 1, epoch, position, droppable, true);
    }
}
