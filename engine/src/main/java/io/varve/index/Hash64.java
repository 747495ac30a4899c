package io.varve.index;

import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * A hash of 64 bits for keys, with a secret for each store: whoever does not know the seed cannot choose keys that
 * collide. After wyhash, final version 4, by Wang Yi (public domain; {@code github.com/wangyi-fudan/wyhash}), with one
 * change: all four secrets come from the seed, where wyhash has constants that anybody can read, and with them keys
 * that collide under every seed. For checksums it is no good.
 *
 * <p>The same bytes have the same hash in any kind of memory. Words are read in the byte order of the processor, so
 * that a hash is of no use on one with another order.
 *
 * <p>Safe for use by many threads.
 */
public final class Hash64 {

    private static final int WORD = Long.BYTES;
    private static final int PAIR = 2 * WORD;
    private static final int STRIPE = 3 * PAIR;
    private static final int BYTE_MASK = 0xff;
    private static final long INT_MASK = 0xffff_ffffL;

    private final long seed;
    private final long secret0;
    private final long secret1;
    private final long secret2;
    private final long secret3;

    /**
     * For one store.
     *
     * @param seed any number; a secret one, from a strong source, keeps chosen keys from colliding.
     */
    public Hash64(final long seed) {
        this.seed = seed;
        secret0 = secret(seed, 1);
        secret1 = secret(seed, 2);
        secret2 = secret(seed, 3);
        secret3 = secret(seed, 4);
    }

    /** A number of the sequence of SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom numbers" (2014). */
    private static long secret(final long seed, final int index) {
        long mixed = seed + index * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (mixed ^ mixed >>> 31) | 1;
    }

    /**
     * The seed.
     *
     * @return what it was made with.
     */
    public long seed() {
        return seed;
    }

    /**
     * Hash a key of eight bytes.
     *
     * @param key in the byte order of the processor.
     * @return the hash of its eight bytes.
     */
    public long hashLong(final long key) {
        return finish(key, secret2, WORD);
    }

    /**
     * Hash a key of four bytes.
     *
     * @param key in the byte order of the processor.
     * @return the hash of its four bytes.
     */
    public long hashInt(final int key) {
        return finish(key & INT_MASK, secret2, Integer.BYTES);
    }

    /**
     * Hash a key.
     *
     * @param buffer with the key.
     * @param offset of its first byte.
     * @param length in bytes, at least 0.
     * @return the hash of the bytes.
     * @throws IndexOutOfBoundsException when the key is not within the buffer, and the buffer checks bounds.
     */
    public long hash(final DirectBuffer buffer, final int offset, final int length) {
        buffer.boundsCheck(offset, length);
        return hash(buffer.byteArray(), buffer.addressOffset() + offset, length);
    }

    /**
     * Hash a key outside of the heap.
     *
     * @param address of its first byte; not checked.
     * @param length  in bytes, at least 0.
     * @return the hash of the bytes.
     */
    public long hashMemory(final long address, final int length) {
        return hash(null, address, length);
    }

    /**
     * Hash a key in memory of either kind.
     *
     * @param memory an array, or null when the address is absolute.
     * @param at     address of the first byte in it; not checked.
     * @param length in bytes, at least 0.
     * @return the hash of the bytes.
     */
    public long hash(final byte[] memory, final long at, final int length) {
        if (length == WORD) {
            return finish(UnsafeApi.getLong(memory, at), secret2, WORD);
        }
        if (length <= PAIR) {
            return hashShort(memory, at, length);
        }
        long state = seed ^ secret0;
        long first = at;
        int left = length;
        if (left > STRIPE) {
            long state1 = state;
            long state2 = state;
            do {
                state = mix(word(memory, first) ^ secret1, word(memory, first + WORD) ^ state);
                state1 = mix(word(memory, first + 2 * WORD) ^ secret2, word(memory, first + 3 * WORD) ^ state1);
                state2 = mix(word(memory, first + 4 * WORD) ^ secret3, word(memory, first + 5 * WORD) ^ state2);
                first += STRIPE;
                left -= STRIPE;
            } while (left > STRIPE);
            state ^= state1 ^ state2;
        }
        while (left > PAIR) {
            state = mix(word(memory, first) ^ secret1, word(memory, first + WORD) ^ state);
            first += PAIR;
            left -= PAIR;
        }
        return finish(word(memory, at + length - PAIR), word(memory, at + length - WORD) ^ state, length);
    }

    private long hashShort(final byte[] memory, final long at, final int length) {
        if (length > WORD) {
            return finish(word(memory, at), word(memory, at + length - WORD) ^ secret2, length);
        }
        if (length >= Integer.BYTES) {
            final long low = UnsafeApi.getInt(memory, at) & INT_MASK;
            final long high = UnsafeApi.getInt(memory, at + length - Integer.BYTES) & INT_MASK;
            return finish(length == Integer.BYTES ? low : high << Integer.SIZE | low, secret2, length);
        }
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            bytes = bytes << Byte.SIZE | UnsafeApi.getByte(memory, at + i) & BYTE_MASK;
        }
        return finish(bytes, secret2, length);
    }

    private static long word(final byte[] memory, final long at) {
        return UnsafeApi.getLong(memory, at);
    }

    private long finish(final long a, final long b, final int length) {
        final long low = (a ^ secret1) * (b ^ seed);
        final long high = multiplyHigh(a ^ secret1, b ^ seed);
        return mix(low ^ secret0 ^ length, high ^ secret3);
    }

    private static long mix(final long a, final long b) {
        return a * b ^ multiplyHigh(a, b);
    }

    /** The high half of the unsigned product; Math has only the signed one before Java 18. */
    private static long multiplyHigh(final long a, final long b) {
        return Math.multiplyHigh(a, b) + (a >> Long.SIZE - 1 & b) + (b >> Long.SIZE - 1 & a);
    }
}
