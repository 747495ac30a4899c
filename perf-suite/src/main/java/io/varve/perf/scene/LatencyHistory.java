package io.varve.perf.scene;

import java.util.Arrays;

/** The p99 of one interval after the other. Used by one thread. */
final class LatencyHistory {

    private long[] values = new long[64];
    private int count;

    void add(final long ns) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count] = ns;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long latest() {
        return values[count - 1];
    }

    /** The last intervals, oldest first. */
    long[] last(final int limit) {
        return Arrays.copyOfRange(values, Math.max(0, count - limit), count);
    }

    /** The whole time in so many steps at most, each with the worst of its intervals. */
    long[] condensed(final int steps) {
        final int perStep = Math.max(1, (count + steps - 1) / steps);
        final long[] worst = new long[(count + perStep - 1) / perStep];
        for (int i = 0; i < count; i++) {
            worst[i / perStep] = Math.max(worst[i / perStep], values[i]);
        }
        return worst;
    }
}
