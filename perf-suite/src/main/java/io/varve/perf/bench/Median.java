package io.varve.perf.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians over trials. */
final class Median {

    private Median() {
    }

    static double of(final List<TrialValues> trials, final String name) {
        return of(trials, trial -> trial.real(name));
    }

    static double of(final List<TrialValues> trials, final ToDoubleFunction<TrialValues> value) {
        return of(trials.stream().mapToDouble(value).toArray());
    }

    static double of(final double... values) {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
