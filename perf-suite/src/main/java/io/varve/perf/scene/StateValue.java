package io.varve.perf.scene;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The key of an instrument, 16 bytes, and its state, 100 bytes that tell what they are. */
final class StateValue {

    static final int KEY_LENGTH = 16;
    static final int LENGTH = 100;

    private static final long MIX = 0x9e3779b97f4a7c15L;
    private static final int NUMBER_OFFSET = 0;
    private static final int GENERATION_OFFSET = 8;
    private static final int FILL_OFFSET = 16;

    private StateValue() {
    }

    static UnsafeBuffer keyBuffer() {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_LENGTH));
    }

    static UnsafeBuffer valueBuffer() {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    }

    static void putKey(final UnsafeBuffer key, final int number) {
        key.putLong(0, number * MIX);
        key.putLong(Long.BYTES, number);
    }

    static void put(final UnsafeBuffer value, final int number, final int generation) {
        value.putLong(NUMBER_OFFSET, number);
        value.putLong(GENERATION_OFFSET, generation);
        value.setMemory(FILL_OFFSET, LENGTH - FILL_OFFSET, fill(number, generation));
    }

    private static byte fill(final int number, final int generation) {
        return (byte) (number * 31 + generation);
    }

    static boolean isOf(final UnsafeBuffer value, final int number, final int generation) {
        if (value.getLong(NUMBER_OFFSET) != number || value.getLong(GENERATION_OFFSET) != generation) {
            return false;
        }
        final byte expected = fill(number, generation);
        for (int i = FILL_OFFSET; i < LENGTH; i++) {
            if (value.getByte(i) != expected) {
                return false;
            }
        }
        return true;
    }

    /** The generation that a value is of, if it is whole. */
    static boolean isWhole(final UnsafeBuffer value, final int number) {
        return isOf(value, number, (int) value.getLong(GENERATION_OFFSET));
    }
}
