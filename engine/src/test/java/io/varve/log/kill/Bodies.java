package io.varve.log.kill;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Bodies of records whose every byte follows from their sequence. */
final class Bodies {

    static final int MAX_LENGTH = 2048;

    private Bodies() {
    }

    static int fill(final MutableDirectBuffer body, final long sequence) {
        final int length = length(sequence);
        for (int i = 0; i < length; i++) {
            body.putByte(i, byteAt(sequence, i));
        }
        return length;
    }

    static boolean isBody(final DirectBuffer buffer, final int offset, final int length, final long sequence) {
        if (length != length(sequence)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != byteAt(sequence, i)) {
                return false;
            }
        }
        return true;
    }

    private static int length(final long sequence) {
        return sequence % 50 == 0 ? MAX_LENGTH : 1 + (int) (sequence * 31 % 200);
    }

    private static byte byteAt(final long sequence, final int index) {
        return (byte) (sequence * 131 + index * 7L);
    }
}
