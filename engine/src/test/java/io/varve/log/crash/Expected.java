package io.varve.log.crash;

import org.agrona.DirectBuffer;

/**
 * A record that was appended.
 *
 * @param position    that the append returned.
 * @param sequence    that it must have.
 * @param type        of the record.
 * @param timestampNs of the record.
 * @param length      of its body.
 * @param seed        of the bytes of its body.
 * @param endsBatch   whether a recovered log may end behind it.
 * @param external    the last external position that was stored up to the end of its batch.
 */
record Expected(long position, long sequence, int type, long timestampNs, int length, long seed, boolean endsBatch,
    Long external) {

    /** The position of a record whose append has not returned. */
    static final long ANYWHERE = -1;

    /** The bytes of a body, in 8-byte steps that depend on seed and place. */
    static byte byteAt(final long seed, final int index) {
        final long mixed = (seed + (index >>> 3)) * 0x9e3779b97f4a7c15L;
        return (byte) (mixed >>> (index & 7) * 8);
    }

    static boolean isBody(final DirectBuffer buffer, final int offset, final int length, final long seed) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != byteAt(seed, i)) {
                return false;
            }
        }
        return true;
    }

    Expected at(final long knownPosition) {
        return new Expected(knownPosition, sequence, type, timestampNs, length, seed, endsBatch, external);
    }
}
