package io.varve.kv.record;

import io.varve.frame.FrameDescriptor;
import org.agrona.UnsafeApi;

/**
 * The value of a record with {@link KeyValueDescriptor#CHUNKED}: how long the value is, and where its chunks lie.
 * Little-endian; offsets from the start of the list.
 *
 * <pre>
 *      0  int64  length of the value
 *      8  int64  position of chunk 0; of chunk 1 ... to the end of the frame
 * </pre>
 *
 * <p>All chunks but the last are as long as the longest value of one frame; the last one has what is left, 1 byte or
 * more. Safe for use by many threads: it holds no state.
 */
public final class ChunkList {

    private static final int POSITIONS_OFFSET = Long.BYTES;

    private ChunkList() {
    }

    /**
     * How long a list is.
     *
     * @param chunks how many it names.
     * @return bytes.
     */
    public static int length(final int chunks) {
        return POSITIONS_OFFSET + chunks * Long.BYTES;
    }

    /**
     * How many chunks a list has room for.
     *
     * @param length of the list in bytes.
     * @return the count.
     */
    public static int chunksIn(final int length) {
        return (length - POSITIONS_OFFSET) / Long.BYTES;
    }

    /**
     * How many chunks a value has.
     *
     * @param valueLength in bytes.
     * @param chunkLength of all chunks but the last, in bytes.
     * @return the count.
     */
    public static int chunks(final long valueLength, final int chunkLength) {
        return (int) ((valueLength + chunkLength - 1) / chunkLength);
    }

    /**
     * How much of the value a chunk has.
     *
     * @param valueLength in bytes.
     * @param chunkLength of all chunks but the last, in bytes.
     * @param chunk       number of the chunk.
     * @return bytes.
     */
    public static int lengthOf(final long valueLength, final int chunkLength, final int chunk) {
        return (int) Math.min(chunkLength, valueLength - (long) chunk * chunkLength);
    }

    /**
     * How much of the log a chunk takes.
     *
     * @param keyLength of its key in bytes.
     * @param length    of what it has of the value, in bytes.
     * @return bytes of its frame, rounded up to the alignment.
     */
    public static int frameBytes(final int keyLength, final int length) {
        return FrameDescriptor.alignedLength(KeyValueDescriptor.frameLength(0, keyLength, length));
    }

    /**
     * The length of the value.
     *
     * @param memory of the list, an array or null.
     * @param list   its address.
     * @return bytes.
     */
    public static long valueLength(final byte[] memory, final long list) {
        return UnsafeApi.getLong(memory, list);
    }

    /**
     * Set the length of the value.
     *
     * @param memory of the list, an array or null.
     * @param list   its address.
     * @param length in bytes.
     */
    public static void valueLength(final byte[] memory, final long list, final long length) {
        UnsafeApi.putLong(memory, list, length);
    }

    /**
     * Where a chunk lies.
     *
     * @param memory of the list, an array or null.
     * @param list   its address.
     * @param chunk  its number.
     * @return the position of its frame.
     */
    public static long position(final byte[] memory, final long list, final int chunk) {
        return UnsafeApi.getLong(memory, list + length(chunk));
    }

    /**
     * Set where a chunk lies.
     *
     * @param memory   of the list, an array or null.
     * @param list     its address.
     * @param chunk    its number.
     * @param position of its frame.
     */
    public static void position(final byte[] memory, final long list, final int chunk, final long position) {
        UnsafeApi.putLong(memory, list + length(chunk), position);
    }

    /**
     * Whether a list names a chunk at a place.
     *
     * @param memory   of the list, an array or null.
     * @param list     its address.
     * @param length   of the list in bytes.
     * @param chunk    its number.
     * @param position of its frame.
     * @return true when it does.
     */
    public static boolean names(
        final byte[] memory, final long list, final int length, final int chunk, final long position) {
        return chunk >= 0 && chunk < chunksIn(length) && position(memory, list, chunk) == position;
    }
}
