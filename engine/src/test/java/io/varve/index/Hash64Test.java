package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Hash64Test {

    private static final int SAMPLES = 1024;
    private static final int CELLS = 1 << BucketDescriptor.MIN_LEVEL;
    private static final Hash64 HASH = new Hash64(0x1234_5678_9abc_def0L);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 32, 33, 48, 49})
    void shouldTurnHalfOfTheBitsOverWithEachBitOfTheKey(final int length) {
        final Random random = new Random(length);
        final Hash64[] hashes = new Hash64[64];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = new Hash64(random.nextLong());
        }
        final byte[] key = new byte[length];
        final UnsafeBuffer buffer = new UnsafeBuffer(key);
        for (int bit = 0; bit < length * Byte.SIZE; bit++) {
            final int[] turned = new int[BucketDescriptor.HASH_BITS];
            for (int sample = 0; sample < SAMPLES; sample++) {
                random.nextBytes(key);
                final Hash64 hash = hashes[sample % hashes.length];
                final long before = hash.hash(buffer, 0, length);
                key[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                final long difference = before ^ hash.hash(buffer, 0, length);
                for (int i = 0; i < turned.length; i++) {
                    turned[i] += (int) (difference >>> i & 1);
                }
            }
            for (int i = 0; i < turned.length; i++) {
                // More than six standard deviations.
                assertEquals(.5, (double) turned[i] / SAMPLES, .1, "bit " + bit + " of the key, " + i + " of the hash");
            }
        }
    }

    @Test
    void shouldSpreadKeysLikeChance() {
        checkSpread("sequential", HASH::hashLong);
        checkSpread("sequential of four bytes", HASH::hashInt);
        checkSpread("in the high half", i -> HASH.hashLong((long) i << 32));
        checkSpread("in the highest bits", i -> HASH.hashLong(Long.reverse(i)));
        checkSpread("multiples of a million", i -> HASH.hashLong(i * 1_000_000L));
        checkSpread("multiples of a power", i -> HASH.hashLong((long) i << 12));
        checkSpread("in both ends", i -> HASH.hashLong(i & 0xff | (long) (i >> 8) << 52));
        checkSpread("squares", i -> HASH.hashLong((long) i * i));
        checkSpread("floating-point", i -> HASH.hashLong(Double.doubleToRawLongBits(i)));
        final UnsafeBuffer text = new UnsafeBuffer(new byte[64]);
        checkSpread("text", i -> HASH.hash(text, 0, text.putStringWithoutLengthAscii(0, "user:" + i)));
        text.putStringWithoutLengthAscii(0, "orders/2026/");
        checkSpread("padded text", i -> {
            text.putNaturalPaddedIntAscii(12, 12, i);
            return HASH.hash(text, 0, 24);
        });
    }

    private static void checkSpread(final String what, final IntToLongFunction hash) {
        final int keys = 16 * CELLS;
        final int[][] cells = new int[BucketDescriptor.HASH_BITS / BucketDescriptor.MIN_LEVEL][CELLS];
        for (int i = 0; i < keys; i++) {
            final long value = hash.applyAsLong(i);
            for (int part = 0; part < cells.length; part++) {
                cells[part][(int) (value >>> part * BucketDescriptor.MIN_LEVEL) & CELLS - 1]++;
            }
        }
        final double expected = (double) keys / CELLS;
        for (int part = 0; part < cells.length; part++) {
            double chiSquare = 0;
            for (final int count : cells[part]) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            // Mean and five standard deviations.
            assertEquals(CELLS - 1, chiSquare, 5 * Math.sqrt(2 * (CELLS - 1)), what + ", part " + part);
        }
    }

    @Test
    void shouldBeTheSameInEveryKindOfMemory() {
        final byte[] bytes = new byte[300];
        new Random(5).nextBytes(bytes);
        final UnsafeBuffer heap = new UnsafeBuffer(bytes);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length + 3));
        direct.putBytes(3, bytes);
        final long address = UnsafeApi.allocateMemory(bytes.length + 5);
        try {
            final UnsafeBuffer outside = new UnsafeBuffer(address + 5, bytes.length);
            outside.putBytes(0, bytes);
            for (int length = 0; length < 250; length++) {
                final int offset = length % 50;
                final long hash = HASH.hash(heap, offset, length);
                assertEquals(hash, HASH.hash(direct, 3 + offset, length));
                assertEquals(hash, HASH.hash(outside, offset, length));
                assertEquals(hash, HASH.hashMemory(address + 5 + offset, length));
                assertEquals(hash, new Hash64(HASH.seed()).hash(heap, offset, length));
            }
            assertEquals(HASH.hash(heap, 1, 8), HASH.hashLong(heap.getLong(1, ByteOrder.nativeOrder())));
            assertEquals(HASH.hash(heap, 1, 4), HASH.hashInt(heap.getInt(1, ByteOrder.nativeOrder())));
        } finally {
            UnsafeApi.freeMemory(address);
        }
    }

    @Test
    void shouldDependOnEveryByteAndOnTheLength() {
        final UnsafeBuffer zeros = new UnsafeBuffer(new byte[200]);
        final Set<Long> hashes = new HashSet<>();
        for (int length = 0; length <= 200; length++) {
            assertTrue(hashes.add(HASH.hash(zeros, 0, length)), "length " + length);
            for (int i = 0; i < length; i++) {
                zeros.putByte(i, (byte) 1);
                assertTrue(hashes.add(HASH.hash(zeros, 0, length)), "length " + length + ", byte " + i);
                zeros.putByte(i, (byte) 0);
            }
        }
    }

    @Test
    void shouldDifferBySeed() {
        final Set<Long> hashes = new HashSet<>();
        for (long seed = -500; seed < 500; seed++) {
            assertTrue(hashes.add(new Hash64(seed).hashLong(7)));
            assertTrue(hashes.add(new Hash64(seed).hashInt(7)));
        }
        assertNotEquals(new Hash64(0).hash(new UnsafeBuffer(new byte[0]), 0, 0),
            new Hash64(1).hash(new UnsafeBuffer(new byte[0]), 0, 0));
    }

    @Test
    void shouldNotCollideForKeysMadeForThePublishedConstants() {
        final long[] published = {0xa0761d6478bd642fL, 0xe7037ed1a0b428dbL, 0x8ebc6af09c88c6e3L, 0x589965cc75374cc3L,
            0x2d358dccaa6c78a5L, 0x8bb84b93962eacc9L, 0x4b33a62ed433d4a3L, 0x4d5a2da51de1aa47L};
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        final Set<Long> hashes = new HashSet<>();
        for (final long constant : published) {
            key.putLong(0, constant);
            for (int i = 0; i < 100; i++) {
                key.putLong(8, i);
                assertTrue(hashes.add(HASH.hash(key, 0, 32)));
            }
        }
    }

    @Test
    void shouldRefuseAKeyOutsideOfTheBuffer() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        assertThrows(IndexOutOfBoundsException.class, () -> HASH.hash(buffer, 1, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> HASH.hash(buffer, -1, 4));
    }
}
