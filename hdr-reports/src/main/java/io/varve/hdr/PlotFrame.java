package io.varve.hdr;

/**
 * Where things are in a percentile plot: both axes are logarithmic, x in the share of samples above a percentile, y in
 * time from one power of ten to another.
 *
 * @param left       edge of the plot.
 * @param right      edge of the plot.
 * @param top        edge of the plot; y grows downwards.
 * @param bottom     edge of the plot.
 * @param nines      at the right edge.
 * @param lowDecade  exponent of the ns at the bottom.
 * @param highDecade exponent of the ns at the top.
 */
record PlotFrame(
    double left, double right, double top, double bottom, double nines, int lowDecade, int highDecade) {

    double x(final double atNines) {
        return left + (right - left) * atNines / nines;
    }

    double y(final long ns) {
        return bottom - (bottom - top) * (Math.log10(ns) - lowDecade) / (highDecade - lowDecade);
    }

    /** The exponent of the greatest power of ten that is not more. */
    static int decadeBelow(final long ns) {
        return (int) Math.floor(Math.log10(ns));
    }

    /** The exponent of the least power of ten that is not less. */
    static int decadeAbove(final long ns) {
        return (int) Math.ceil(Math.log10(ns));
    }
}
