package io.varve.frame;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a frame: CRC32C (Castagnoli) of the bytes from {@link FrameDescriptor#SEQUENCE_OFFSET} to the end of
 * the frame, exclusive-or a mix of store, position and length.
 *
 * <p>The mix makes a frame valid only in its store and at its position, without feeding more bytes to the CRC. The
 * mix is the 64-bit finaliser of MurmurHash3 by Austin Appleby (public domain), folded to 32 bits. Not a protection
 * against tampering. One instance belongs to one thread.
 */
public final class FrameChecksum {

    private final CRC32C crc = new CRC32C();
    private final long storeKey;

    /**
     * For the frames of one store.
     *
     * @param storeIdHigh high half of the store id.
     * @param storeIdLow  low half of the store id.
     */
    public FrameChecksum(final long storeIdHigh, final long storeIdLow) {
        storeKey = mix(storeIdHigh ^ mix(storeIdLow));
    }

    /**
     * Compute the checksum of a frame that lies in one piece.
     *
     * @param bytes       that hold the frame; position and limit are changed.
     * @param offset      of the frame in {@code bytes}.
     * @param covered     length of the frame, or {@link FrameDescriptor#HEADER_LENGTH} for a padding frame.
     * @param position    of the frame in the log.
     * @param frameLength as it stands, or will stand, in the commit word.
     * @return the checksum.
     */
    public int compute(
        final ByteBuffer bytes, final int offset, final int covered, final long position, final int frameLength) {
        bytes.limit(offset + covered).position(offset + FrameDescriptor.SEQUENCE_OFFSET);
        crc.reset();
        crc.update(bytes);
        return finish(position, frameLength);
    }

    /**
     * Begin with the checksum of a frame that is read in pieces.
     *
     * @return this.
     */
    public FrameChecksum begin() {
        crc.reset();
        return this;
    }

    /**
     * Add the next piece; the first one begins at {@link FrameDescriptor#SEQUENCE_OFFSET} of the frame.
     *
     * @param piece read from its position to its limit.
     */
    public void update(final ByteBuffer piece) {
        crc.update(piece);
    }

    /**
     * End with the checksum of a frame that was read in pieces.
     *
     * @param position    of the frame in the log.
     * @param frameLength as it stands in the commit word.
     * @return the checksum.
     */
    public int finish(final long position, final int frameLength) {
        return (int) crc.getValue() ^ (int) mix(storeKey ^ position ^ Long.rotateLeft(frameLength, 40));
    }

    private static long mix(final long value) {
        long mixed = value;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
