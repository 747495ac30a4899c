package io.varve.kv.hint;

import java.nio.ByteBuffer;

/**
 * Estimates how many different hashes it was given, within a few hundredths, and can be joined with another one: a
 * HyperLogLog sketch, see Flajolet, Fusy, Gandouet and Meunier (2007). Used by one thread at a time.
 */
final class DistinctKeys {

    /** How many bytes it has. */
    static final int LENGTH = 1 << 10;

    private static final int INDEX_BITS = 10;
    private static final double BIAS = 0.7213 / (1 + 1.079 / LENGTH);
    /** Up to so many times the length, counting the zeros is better. */
    private static final double FEW = 2.5;

    private final byte[] ranks = new byte[LENGTH];

    void add(final long hash) {
        final int index = (int) (hash >>> Long.SIZE - INDEX_BITS);
        final byte rank = (byte) (Long.numberOfLeadingZeros(hash << INDEX_BITS | LENGTH >>> 1) + 1);
        if (rank > ranks[index]) {
            ranks[index] = rank;
        }
    }

    void addAll(final DistinctKeys other) {
        for (int i = 0; i < LENGTH; i++) {
            ranks[i] = (byte) Math.max(ranks[i], other.ranks[i]);
        }
    }

    long estimate() {
        double sum = 0;
        int zeros = 0;
        for (final byte rank : ranks) {
            sum += Math.pow(2, -rank);
            zeros += rank == 0 ? 1 : 0;
        }
        final double estimate = BIAS * LENGTH * LENGTH / sum;
        final boolean few = estimate <= FEW * LENGTH && zeros > 0;
        return Math.round(few ? LENGTH * Math.log((double) LENGTH / zeros) : estimate);
    }

    void encode(final ByteBuffer bytes) {
        bytes.put(ranks);
    }

    static DistinctKeys decode(final ByteBuffer bytes) {
        final DistinctKeys keys = new DistinctKeys();
        bytes.get(keys.ranks);
        return keys;
    }
}
