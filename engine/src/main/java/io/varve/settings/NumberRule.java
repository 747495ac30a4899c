package io.varve.settings;

import java.util.function.LongPredicate;

/**
 * A rule that a number keeps, and the words for it.
 *
 * <p>Immutable.
 *
 * @param text as a sentence says it after "must be".
 * @param test whether a number keeps the rule.
 */
public record NumberRule(String text, LongPredicate test) {

    /**
     * For sizes.
     *
     * @param least    in bytes.
     * @param greatest in bytes.
     * @return the powers of two between them, both included.
     */
    public static NumberRule powerOfTwo(final long least, final long greatest) {
        return new NumberRule("a power of two from " + Quantity.ofBytes(least) + " to " + Quantity.ofBytes(greatest),
            value -> Long.bitCount(value) == 1 && value >= least && value <= greatest);
    }

    /**
     * For counts.
     *
     * @param least    that is allowed.
     * @param greatest that is allowed.
     * @return the numbers between them, both included.
     */
    public static NumberRule between(final long least, final long greatest) {
        return new NumberRule("from " + least + " to " + greatest, value -> value >= least && value <= greatest);
    }

    /**
     * For what there must be some of.
     *
     * @return the numbers above 0.
     */
    public static NumberRule moreThanZero() {
        return new NumberRule("more than 0", value -> value > 0);
    }

    /**
     * For what 0 switches off.
     *
     * @return 0 and the numbers above it.
     */
    public static NumberRule zeroOrMore() {
        return new NumberRule("0 or more", value -> value >= 0);
    }
}
