package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class KeyValueDataTest {

    private static final int NUMBERS = 10_000;

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void shouldMakeKeysFromWhichTheNumberFollows() {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyValueData.KEY_LENGTH]);
        for (int i = 0; i < NUMBERS; i++) {
            final long number = i % 2 == 0 ? i - NUMBERS / 2 : random.nextLong();
            KeyValueData.putKey(key, number);
            assertEquals(number, unmixed(key.getLong(0)));
            assertNotEquals(key.getLong(0), key.getLong(Long.BYTES));
        }
    }

    @Test
    void shouldSpreadTheKeysOfNumbersInOrder() {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyValueData.KEY_LENGTH]);
        final int[] ones = new int[8 * KeyValueData.KEY_LENGTH];
        for (int i = 0; i < NUMBERS; i++) {
            KeyValueData.putKey(key, i);
            for (int bit = 0; bit < ones.length; bit++) {
                ones[bit] += key.getByte(bit >> 3) >> (bit & 7) & 1;
            }
        }
        for (final int count : ones) {
            assertTrue(Math.abs(count - NUMBERS / 2) < NUMBERS / 20, () -> "a bit is set " + count + " times");
        }
    }

    @Test
    void shouldKeepTheNumberInTheValue() {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[KeyValueData.VALUE_LENGTH]);
        KeyValueData.fill(value);
        final byte last = value.getByte(KeyValueData.VALUE_LENGTH - 1);
        KeyValueData.putNumber(value, Long.MIN_VALUE);
        assertEquals(Long.MIN_VALUE, KeyValueData.number(value));
        assertEquals(last, value.getByte(KeyValueData.VALUE_LENGTH - 1));
    }

    /** Every step of the mixer taken back: there is one number for each mixed one. */
    private static long unmixed(final long mixed) {
        long number = mixed ^ mixed >>> 33;
        number *= inverse(0xc4ceb9fe1a85ec53L);
        number ^= number >>> 33;
        number *= inverse(0xff51afd7ed558ccdL);
        return number ^ number >>> 33;
    }

    /** By Newton's method, which doubles the number of right bits. */
    private static long inverse(final long odd) {
        long inverse = odd;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
