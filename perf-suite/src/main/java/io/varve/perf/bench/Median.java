package io.varve.perf.bench;

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
        final double[] sorted = trials.stream().mapToDouble(value).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
