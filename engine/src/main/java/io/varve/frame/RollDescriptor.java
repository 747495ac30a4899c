package io.varve.frame;

/**
 * The body of a ROLL frame, the first frame of every segment, with which the log can be entered at that segment.
 *
 * <pre>
 *   0  int64  epoch of the writer, all 64 bits
 *   8  int64  W: the highest position known durable when the frame was written
 *  16  int64  the last external position stored before the segment; meaningful when flag 1 is set
 *  24  int32  checksum of the frame before, 0 in the first segment
 *  28  int32  flags: 1 = there is an external position
 * </pre>
 *
 * <p>The sequence of the frame is that of the next record, its timestamp the greatest timestamp so far.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class RollDescriptor {

    /** Offset of the epoch in the body. */
    public static final int EPOCH_OFFSET = 0;
    /** Offset of W in the body. */
    public static final int WATERMARK_OFFSET = 8;
    /** Offset of the external position in the body. */
    public static final int EXTERNAL_POSITION_OFFSET = 16;
    /** Offset of the checksum of the frame before in the body. */
    public static final int PREVIOUS_CHECKSUM_OFFSET = 24;
    /** Offset of the flags in the body. */
    public static final int FLAGS_OFFSET = 28;
    /** Flag: there is an external position. */
    public static final int HAS_EXTERNAL_POSITION = 1;
    /** Length of the body. */
    public static final int BODY_LENGTH = 32;
    /** Length of the whole frame. */
    public static final int FRAME_LENGTH = FrameDescriptor.HEADER_LENGTH + BODY_LENGTH;

    private RollDescriptor() {
    }
}
