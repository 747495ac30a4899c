package io.varve.hdr;

/**
 * A row of numbers as a row of bars, for one line of a terminal. The scale is logarithmic and spans at least a factor
 * of ten, so that a flat series looks flat.
 *
 * <p>Immutable.
 */
public final class Sparkline {

    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String ASCII = "_.-~=+*#";
    private static final double LEAST_SPAN = Math.log(10);

    private final String levels;

    /**
     * Makes sparklines of one kind.
     *
     * @param unicode whether to use block characters; without them, ASCII characters stand for the levels.
     */
    public Sparkline(final boolean unicode) {
        levels = unicode ? BLOCKS : ASCII;
    }

    /**
     * One bar for each number.
     *
     * @param values of which those less than 1 count as 1.
     * @return as many characters as there are values.
     */
    public String render(final long... values) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (final long value : values) {
            low = Math.min(low, logarithm(value));
            high = Math.max(high, logarithm(value));
        }
        final double span = Math.max(high - low, LEAST_SPAN);
        final StringBuilder bars = new StringBuilder(values.length);
        for (final long value : values) {
            final int level = (int) ((logarithm(value) - low) / span * levels.length());
            bars.append(levels.charAt(Math.min(level, levels.length() - 1)));
        }
        return bars.toString();
    }

    private static double logarithm(final long value) {
        return Math.log(Math.max(1, value));
    }
}
