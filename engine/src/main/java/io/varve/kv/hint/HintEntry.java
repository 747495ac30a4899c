package io.varve.kv.hint;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.record.KeyValueDescriptor;

/**
 * What a hint says of one record, in two words.
 *
 * <pre>
 *   0  int64  hash of the key
 *   8  int64  bits  0 to 23: offset of the frame in the segment, divided by 32
 *             bits 24 to 47: aligned length of the frame, divided by 32
 *             bits 48 to 51: kind of the record, 1 = put, 2 = delete
 *             bit  52      : whether compaction has moved or made the record
 *             bit  53      : whether the value lies in chunks
 * </pre>
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class HintEntry {

    /** Length of an entry in bytes. */
    public static final int LENGTH = 16;

    private static final int UNIT_BITS = 24;
    private static final int UNIT_MASK = (1 << UNIT_BITS) - 1;
    private static final int UNIT_SHIFT = Integer.numberOfTrailingZeros(FrameDescriptor.ALIGNMENT);
    private static final int KIND_SHIFT = 2 * UNIT_BITS;
    private static final int KIND_MASK = 0xf;
    private static final long RELOCATED = 1L << 52;
    private static final long CHUNKED = 1L << 53;

    private HintEntry() {
    }

    static long word(final int offset, final int alignedLength, final int kind, final boolean relocated,
        final boolean chunked) {
        return offset >>> UNIT_SHIFT | (long) (alignedLength >>> UNIT_SHIFT) << UNIT_BITS | (long) kind << KIND_SHIFT
            | (relocated ? RELOCATED : 0) | (chunked ? CHUNKED : 0);
    }

    /**
     * Where the frame begins.
     *
     * @param word the second one of an entry.
     * @return offset in the segment.
     */
    public static int offset(final long word) {
        return (int) (word & UNIT_MASK) << UNIT_SHIFT;
    }

    /**
     * The room that the frame takes.
     *
     * @param word the second one of an entry.
     * @return bytes up to the next frame.
     */
    public static int alignedLength(final long word) {
        return (int) (word >>> UNIT_BITS & UNIT_MASK) << UNIT_SHIFT;
    }

    /**
     * Whether the record is the end of a key.
     *
     * @param word the second one of an entry.
     * @return true for a delete, false for a put.
     */
    public static boolean isDelete(final long word) {
        return (word >>> KIND_SHIFT & KIND_MASK) == KeyValueDescriptor.DELETE;
    }

    /**
     * Whether the value lies in chunks.
     *
     * @param word the second one of an entry.
     * @return true when it does.
     */
    public static boolean isChunked(final long word) {
        return (word & CHUNKED) != 0;
    }

    /**
     * Whether compaction has moved or made the record.
     *
     * @param word the second one of an entry.
     * @return true when it has.
     */
    public static boolean isRelocated(final long word) {
        return (word & RELOCATED) != 0;
    }
}
