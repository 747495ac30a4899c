package io.varve.io.sim;

/**
 * A stream of pseudo-random numbers that depends on its seed only and can be copied in the middle.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014). {@link java.util.SplittableRandom} is the same generator, but a copy of it cannot be made, and a copy is what
 * replaying from the middle of a run needs. Not safe for use by several threads.
 */
public final class SeededRandom {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double DOUBLE_UNIT = 0x1.0p-53;

    private long state;

    /**
     * Start a stream.
     *
     * @param seed of the stream; every value is as good as another.
     */
    public SeededRandom(final long seed) {
        state = seed;
    }

    /**
     * A stream that continues as this one would, independently of it.
     *
     * @return the copy.
     */
    public SeededRandom copy() {
        return new SeededRandom(state);
    }

    /**
     * The next 64 bits.
     *
     * @return any long.
     */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * The next number below a bound. The bias of a bound that is no power of two is below 2^-32 times the bound.
     *
     * @param bound exclusive, 1 or more.
     * @return 0 to bound - 1.
     */
    public int nextInt(final int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be 1 or more: " + bound);
        }
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /**
     * The next number of a range.
     *
     * @param from inclusive.
     * @param to   inclusive, not below {@code from}.
     * @return a number of the range.
     */
    public int nextBetween(final int from, final int to) {
        return from + nextInt(to - from + 1);
    }

    /**
     * The next coin.
     *
     * @return true half of the time.
     */
    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    /**
     * The next unfair coin. One number is drawn for every probability except 0, which draws none.
     *
     * @param probability of true, 0 to 1.
     * @return true with that probability.
     */
    public boolean chance(final double probability) {
        return probability > 0 && (nextLong() >>> 11) * DOUBLE_UNIT < probability;
    }

    /**
     * The next choice among weighted alternatives, for instance among kinds of operations.
     *
     * @param weights one per alternative, 0 or more, not all 0.
     * @return the number of the alternative, from 0.
     */
    public int nextWeighted(final int... weights) {
        int total = 0;
        for (final int weight : weights) {
            total += weight;
        }
        int remaining = nextInt(total);
        int choice = 0;
        while (remaining >= weights[choice]) {
            remaining -= weights[choice];
            choice++;
        }
        return choice;
    }
}
