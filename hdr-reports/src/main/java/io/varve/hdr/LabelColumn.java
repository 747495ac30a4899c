package io.varve.hdr;

import java.util.Arrays;
import java.util.Comparator;

/** Labels one below the other in a column, each as near to what it belongs to as the others allow. */
final class LabelColumn {

    private LabelColumn() {
    }

    /**
     * Move positions apart.
     *
     * @param wanted   where the labels would be if each were alone.
     * @param distance between two neighbors, at least.
     * @param low      the least position.
     * @param high     the greatest one; where there is no room for all, some end up behind it.
     * @return where they are, in the order of {@code wanted}.
     */
    static double[] spread(final double[] wanted, final double distance, final double low, final double high) {
        final Integer[] order = new Integer[wanted.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> wanted[i]));
        final double[] placed = new double[wanted.length];
        // From the end up, so that there is room behind each; then down again, so that none is above the column.
        double limit = high;
        for (int i = order.length - 1; i >= 0; i--) {
            placed[order[i]] = Math.min(wanted[order[i]], limit);
            limit = placed[order[i]] - distance;
        }
        limit = low;
        for (final int i : order) {
            placed[i] = Math.max(placed[i], limit);
            limit = placed[i] + distance;
        }
        return placed;
    }
}
