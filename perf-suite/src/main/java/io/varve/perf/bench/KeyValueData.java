package io.varve.perf.bench;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The keys and values of the benchmarks of key-value stores. A key is made from a number by two mixers, so that numbers
 * in order are keys at random and two numbers never have the same key; the value holds the number.
 */
public final class KeyValueData {

    /** Length of a key in bytes. */
    public static final int KEY_LENGTH = 16;
    /** Length of a value in bytes. */
    public static final int VALUE_LENGTH = 100;

    private static final long SECOND_HALF = 0x9e3779b97f4a7c15L;

    private KeyValueData() {
    }

    /**
     * Write a key.
     *
     * @param buffer    to write it to the start of.
     * @param keyNumber of the key.
     */
    public static void putKey(final MutableDirectBuffer buffer, final long keyNumber) {
        buffer.putLong(0, mix(keyNumber));
        buffer.putLong(Long.BYTES, mix(keyNumber ^ SECOND_HALF));
    }

    /**
     * Write what all values have in common.
     *
     * @param buffer to fill.
     */
    public static void fill(final MutableDirectBuffer buffer) {
        for (int i = 0; i < VALUE_LENGTH; i++) {
            buffer.putByte(i, (byte) (i * 31 + 7));
        }
    }

    /**
     * Write the number into a value that was {@linkplain #fill filled}.
     *
     * @param buffer    that holds the value.
     * @param keyNumber of its key.
     */
    public static void putNumber(final MutableDirectBuffer buffer, final long keyNumber) {
        buffer.putLong(0, keyNumber);
    }

    /**
     * The number in a value.
     *
     * @param buffer that holds the value.
     * @return the number of its key.
     */
    public static long number(final DirectBuffer buffer) {
        return buffer.getLong(0);
    }

    /** The last steps of MurmurHash3: a bijection of all 64-bit numbers. */
    static long mix(final long number) {
        long mixed = number;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
