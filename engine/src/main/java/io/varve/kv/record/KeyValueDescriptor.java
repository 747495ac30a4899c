package io.varve.kv.record;

import io.varve.frame.FrameDescriptor;
import org.agrona.UnsafeApi;

/**
 * The layout of a record of a key-value store: the body of a frame, little-endian. Offsets are from the start of the
 * frame.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------+-------+---------------+-------------------------------+
 *  | kind  | type  |     flags     |        key length - 1         | 32
 *  +-------+-------+---------------+-------------------------------+
 *  |  first segment that may hold an older version                 | 36
 *  |  CHUNK: its number in the value, from 0                       |
 *  +---------------------------------------------------------------+
 *  |   EXPIRES:   int64  when, ms since the Unix epoch             | 40
 *  +---------------------------------------------------------------+
 *  |   REPLACES:  int64  position of the version replaced          |
 *  +---------------------------------------------------------------+
 *  |   RANGE_END: int32  last segment of the range; int32 zero     |
 *  +---------------------------------------------------------------+
 *  |                              key                             ...
 *  |                             value                            ...
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>A {@link #CHUNK} has no flags: its key, and then its part of the value. A PUT with {@link #CHUNKED} has a {@link
 * ChunkList} for its value.
 *
 * <p>Each of the three words is there only if its flag is set. Segments are numbered by their base position divided by
 * the segment length. The value goes on to the end of the frame.
 *
 * <p>Accessors take the memory of a segment, an array or null when addresses are absolute, and the address of a frame.
 * Safe for use by many threads: it holds no state.
 */
public final class KeyValueDescriptor {

    /** A version of a key. */
    public static final int PUT = 1;
    /** The end of a key. */
    public static final int DELETE = 2;
    /** Part of a value that is too long for one frame. */
    public static final int CHUNK = 3;
    /** The end of all keys that were put before. */
    public static final int CLEAR = 4;

    /** The key ends at a time. */
    public static final int EXPIRES = 0x01;
    /** The record takes the place of a version whose position is given. */
    public static final int REPLACES = 0x02;
    /** The end of the range of segments that may hold older versions is given. */
    public static final int RANGE_END = 0x04;
    /** The value is a list of chunks. */
    public static final int CHUNKED = 0x08;

    /** The longest key in bytes. */
    public static final int MAX_KEY_LENGTH = 1 << 16;
    /** The greatest type of a value. */
    public static final int MAX_VALUE_TYPE = 15;
    /** The type of a value that is a counter: an int64. */
    public static final int COUNTER_TYPE = 15;

    /** Offset of kind, type, flags and key length. */
    public static final int KIND_OFFSET = FrameDescriptor.BODY_OFFSET;
    /** Offset of the start of the range. */
    public static final int RANGE_START_OFFSET = FrameDescriptor.BODY_OFFSET + 4;
    /** Offset of the first word that not every record has. */
    public static final int WORDS_OFFSET = FrameDescriptor.BODY_OFFSET + 8;

    private static final int WORD_FLAGS = EXPIRES | REPLACES | RANGE_END;

    private KeyValueDescriptor() {
    }

    /**
     * The first four bytes of the body.
     *
     * @param kind      of the record.
     * @param valueType 0 to {@link #MAX_VALUE_TYPE}.
     * @param flags     that say what there is.
     * @param keyLength in bytes, 1 to {@link #MAX_KEY_LENGTH}.
     * @return the word at {@link #KIND_OFFSET}.
     */
    public static int head(final int kind, final int valueType, final int flags, final int keyLength) {
        return kind | valueType << 4 | flags << 8 | keyLength - 1 << 16;
    }

    /**
     * The first four bytes of the body of a frame.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return the word, for the methods that follow.
     */
    public static int head(final byte[] memory, final long frame) {
        return UnsafeApi.getInt(memory, frame + KIND_OFFSET);
    }

    /**
     * The kind of a record.
     *
     * @param head of the record.
     * @return 0 to 15.
     */
    public static int kind(final int head) {
        return head & 0xf;
    }

    /**
     * The type of the value.
     *
     * @param head of the record.
     * @return 0 to {@link #MAX_VALUE_TYPE}.
     */
    public static int valueType(final int head) {
        return head >>> 4 & 0xf;
    }

    /**
     * The flags.
     *
     * @param head of the record.
     * @return 0 to 255.
     */
    public static int flags(final int head) {
        return head >>> 8 & 0xff;
    }

    /**
     * Whether the value is a {@link ChunkList}.
     *
     * @param head of the record.
     * @return true with {@link #CHUNKED}.
     */
    public static boolean isChunked(final int head) {
        return (head & CHUNKED << 8) != 0;
    }

    /**
     * The length of the key.
     *
     * @param head of the record.
     * @return bytes.
     */
    public static int keyLength(final int head) {
        return (head >>> 16) + 1;
    }

    /**
     * Where the key begins.
     *
     * @param head of the record.
     * @return offset from the start of the frame.
     */
    public static int keyOffset(final int head) {
        // A branch and no sum where there are none: what is read next need not wait for the head to be loaded.
        return (head & WORD_FLAGS << 8) == 0 ? WORDS_OFFSET
            : WORDS_OFFSET + (Integer.bitCount(head >>> 8 & WORD_FLAGS) << 3);
    }

    /**
     * Where the value begins.
     *
     * @param head of the record.
     * @return offset from the start of the frame.
     */
    public static int valueOffset(final int head) {
        return keyOffset(head) + keyLength(head);
    }

    /**
     * The length of a frame.
     *
     * @param flags       that say what there is.
     * @param keyLength   in bytes.
     * @param valueLength in bytes.
     * @return bytes, header included.
     */
    public static int frameLength(final int flags, final int keyLength, final int valueLength) {
        return WORDS_OFFSET + (Integer.bitCount(flags & WORD_FLAGS) << 3) + keyLength + valueLength;
    }

    /**
     * The length of a frame that is there.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return bytes, header included.
     */
    public static int frameLength(final byte[] memory, final long frame) {
        return UnsafeApi.getInt(memory, frame);
    }

    /**
     * The sequence of a record.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return the version of the key.
     */
    public static long sequence(final byte[] memory, final long frame) {
        return UnsafeApi.getLong(memory, frame + FrameDescriptor.SEQUENCE_OFFSET);
    }

    /**
     * The time of a record.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return ns since the Unix epoch.
     */
    public static long timestampNs(final byte[] memory, final long frame) {
        return UnsafeApi.getLong(memory, frame + FrameDescriptor.TIMESTAMP_OFFSET);
    }

    /**
     * The first segment that may hold an older version.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return its number, or {@link Integer#MAX_VALUE}.
     */
    public static int rangeStart(final byte[] memory, final long frame) {
        return UnsafeApi.getInt(memory, frame + RANGE_START_OFFSET);
    }

    /**
     * The number of a chunk in its value, of a {@link #CHUNK}.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return 0 or more.
     */
    public static int chunkNumber(final byte[] memory, final long frame) {
        return UnsafeApi.getInt(memory, frame + RANGE_START_OFFSET);
    }

    /**
     * When the key ends, of a record with {@link #EXPIRES}.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @return ms since the Unix epoch.
     */
    public static long expireAt(final byte[] memory, final long frame) {
        return UnsafeApi.getLong(memory, frame + WORDS_OFFSET);
    }

    /**
     * The position of the version replaced, of a record with {@link #REPLACES}.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @param head   of the record.
     * @return position.
     */
    public static long replaced(final byte[] memory, final long frame, final int head) {
        return UnsafeApi.getLong(memory, frame + replacedOffset(head));
    }

    /**
     * Where the position of the version replaced stands.
     *
     * @param head of the record.
     * @return offset from the start of the frame.
     */
    public static int replacedOffset(final int head) {
        return WORDS_OFFSET + ((flags(head) & EXPIRES) << 3);
    }

    /**
     * The last segment of the range, of a record with {@link #RANGE_END}.
     *
     * @param memory of the segment.
     * @param frame  address of the frame.
     * @param head   of the record.
     * @return its number.
     */
    public static int rangeEnd(final byte[] memory, final long frame, final int head) {
        return UnsafeApi.getInt(memory, frame + rangeEndOffset(head));
    }

    /**
     * Where the end of the range stands.
     *
     * @param head of the record.
     * @return offset from the start of the frame.
     */
    public static int rangeEndOffset(final int head) {
        return WORDS_OFFSET + (Integer.bitCount(flags(head) & (EXPIRES | REPLACES)) << 3);
    }

    /**
     * Whether a frame has that key.
     *
     * @param memory    of the segment.
     * @param frame     address of the frame.
     * @param head      of the record.
     * @param key       memory of the key, an array or null.
     * @param at        address of the key in it.
     * @param keyLength in bytes.
     * @return true when all bytes are the same.
     */
    public static boolean isKey(final byte[] memory, final long frame, final int head, final byte[] key, final long at,
        final int keyLength) {
        return keyLength(head) == keyLength && isSame(memory, frame + keyOffset(head), key, at, keyLength);
    }

    private static boolean isSame(
        final byte[] left, final long leftAt, final byte[] right, final long rightAt, final int length) {
        int done = 0;
        while (done <= length - Long.BYTES) {
            if (UnsafeApi.getLong(left, leftAt + done) != UnsafeApi.getLong(right, rightAt + done)) {
                return false;
            }
            done += Long.BYTES;
        }
        if (done <= length - Integer.BYTES) {
            if (UnsafeApi.getInt(left, leftAt + done) != UnsafeApi.getInt(right, rightAt + done)) {
                return false;
            }
            done += Integer.BYTES;
        }
        while (done < length) {
            if (UnsafeApi.getByte(left, leftAt + done) != UnsafeApi.getByte(right, rightAt + done)) {
                return false;
            }
            done++;
        }
        return true;
    }
}
