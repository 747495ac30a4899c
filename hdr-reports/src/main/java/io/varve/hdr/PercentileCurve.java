package io.varve.hdr;

import java.util.OptionalLong;

/**
 * The percentiles of a summary at equal steps of "nines": 0 nines is the shortest time, 1 is p90, 2 is p99. It ends at
 * the last step for which there are enough samples, see {@link LatencySummary#percentile(double)}, and at five nines at
 * the latest.
 */
final class PercentileCurve {

    static final int MAX_NINES = 5;
    private static final int STEPS_PER_NINE = 50;

    private final long[] values;

    PercentileCurve(final LatencySummary summary) {
        final long[] found = new long[MAX_NINES * STEPS_PER_NINE + 1];
        int count = 0;
        while (count < found.length) {
            final OptionalLong value = summary.percentile(100 * (1 - Math.pow(10, -nines(count))));
            if (value.isEmpty()) {
                break;
            }
            // A clock that ticks every 10 ns or more reads 0 for a short time; a logarithmic axis has no 0.
            found[count++] = Math.max(1, value.getAsLong());
        }
        values = new long[count];
        System.arraycopy(found, 0, values, 0, count);
    }

    private static double nines(final int step) {
        return (double) step / STEPS_PER_NINE;
    }

    boolean isEmpty() {
        return values.length == 0;
    }

    /** In ns, at least 1. */
    long lowest() {
        return values[0];
    }

    /** In ns: percentiles only grow. */
    long last() {
        return values[values.length - 1];
    }

    double lastNines() {
        return nines(values.length - 1);
    }

    /** The data of an SVG path. */
    String path(final PlotFrame frame) {
        final StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            // Of points on a level line the first and the last are enough.
            final boolean inside = i > 0 && i < values.length - 1
                && values[i - 1] == values[i] && values[i] == values[i + 1];
            if (!inside) {
                path.append(i == 0 ? "M" : "L").append(SvgText.point(frame.x(nines(i)), frame.y(values[i])));
            }
        }
        return path.toString();
    }
}
