package io.varve.frame;

import org.agrona.BitUtil;

/**
 * The layout of a frame: one record, or one control entry, in a segment. Little-endian, aligned to 32 bytes.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                     frame length (commit word)                |  0
 *  +---------------------------------------------------------------+
 *  |                           checksum                            |  4
 *  +---------------------------------------------------------------+
 *  |                                                               |  8
 *  +                           sequence                            +
 *  |                                                               |
 *  +-------------------------------+---------------+---------------+
 *  |       epoch, low 16 bits      |     type      |     flags     | 16
 *  +-------------------------------+---------------+---------------+
 *  |   durable lag / 32; in the last frame of a batch: its count   | 20
 *  +---------------------------------------------------------------+
 *  |                                                               | 24
 *  +              timestamp; in an EPOCH frame: epoch              +
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                             body                             ...  32
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Frame length counts header and body, not the zeros up to the alignment. Length and checksum are stored together,
 * last, by one aligned 8-byte release store: whoever sees the length sees the frame.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class FrameDescriptor {

    /** Alignment of every frame. Equal to the header length, so that a padding frame fits into any gap. */
    public static final int ALIGNMENT = 32;
    /** Length of the header. */
    public static final int HEADER_LENGTH = 32;
    /** Offset of the frame length, the low half of the commit word. */
    public static final int LENGTH_OFFSET = 0;
    /** Offset of the checksum, the high half of the commit word. */
    public static final int CHECKSUM_OFFSET = 4;
    /** Offset of the sequence; also where the range of the checksum begins. */
    public static final int SEQUENCE_OFFSET = 8;
    /** Offset of the word that holds epoch, type and flags. */
    public static final int KIND_OFFSET = 16;
    /** Offset of the durable lag, or of the count in the last frame of a batch. */
    public static final int LAG_OFFSET = 20;
    /** Offset of the timestamp. */
    public static final int TIMESTAMP_OFFSET = 24;
    /** Offset of the body. */
    public static final int BODY_OFFSET = HEADER_LENGTH;

    /** The durable lag of a frame that says nothing about the watermark. */
    public static final int LAG_UNKNOWN = 0x7fffffff;

    /** Flag of the first frame of an atomic batch. */
    public static final int BATCH_FIRST = 0x01;
    /** Flag of the frames between first and last of an atomic batch. */
    public static final int BATCH_MIDDLE = 0x02;
    /** Flag of the last frame of an atomic batch; its lag field holds the number of frames of the batch. */
    public static final int BATCH_LAST = 0x04;
    /** All flags of batches. */
    public static final int BATCH_MASK = BATCH_FIRST | BATCH_MIDDLE | BATCH_LAST;

    private FrameDescriptor() {
    }

    /**
     * The room a frame takes.
     *
     * @param frameLength in bytes, header included.
     * @return bytes up to the next frame.
     */
    public static int alignedLength(final int frameLength) {
        return BitUtil.align(frameLength, ALIGNMENT);
    }

    /**
     * Put length and checksum together.
     *
     * @param frameLength in bytes, header included.
     * @param checksum    of the frame.
     * @return the commit word.
     */
    public static long commitWord(final int frameLength, final int checksum) {
        return (long) checksum << 32 | frameLength & 0xffff_ffffL;
    }

    /**
     * The frame length in a commit word.
     *
     * @param commitWord as stored at the start of a frame.
     * @return bytes, header included; 0 when there is nothing yet.
     */
    public static int length(final long commitWord) {
        return (int) commitWord;
    }

    /**
     * The checksum in a commit word.
     *
     * @param commitWord as stored at the start of a frame.
     * @return the checksum.
     */
    public static int checksum(final long commitWord) {
        return (int) (commitWord >>> 32);
    }

    /**
     * Put epoch, type and flags together.
     *
     * @param epoch of the writer; its low 16 bits are used.
     * @param type  0 to 255.
     * @param flags 0 to 255.
     * @return the word at {@link #KIND_OFFSET}.
     */
    public static int kind(final long epoch, final int type, final int flags) {
        return (int) epoch & 0xffff | type << 16 | flags << 24;
    }

    /**
     * The low 16 bits of the epoch.
     *
     * @param kind as stored at {@link #KIND_OFFSET}.
     * @return 0 to 65,535.
     */
    public static int epochBits(final int kind) {
        return kind & 0xffff;
    }

    /**
     * The type.
     *
     * @param kind as stored at {@link #KIND_OFFSET}.
     * @return 0 to 255.
     */
    public static int type(final int kind) {
        return kind >>> 16 & 0xff;
    }

    /**
     * The flags.
     *
     * @param kind as stored at {@link #KIND_OFFSET}.
     * @return 0 to 255.
     */
    public static int flags(final int kind) {
        return kind >>> 24;
    }

    /**
     * Whether a length read from a segment can be that of a frame at all. Only such a length may be stepped by.
     *
     * @param frameLength as read.
     * @param remaining   bytes from the start of the frame to the end of the segment.
     * @return true when it is at least a header and at most what is left.
     */
    public static boolean isPossibleLength(final int frameLength, final int remaining) {
        return frameLength >= HEADER_LENGTH && frameLength <= remaining;
    }
}
