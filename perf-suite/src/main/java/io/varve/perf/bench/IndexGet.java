package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Look-ups in the index alone, without records. */
final class IndexGet implements Benchmark {

    @Override
    public String title(final BenchOptions options) {
        return "index-get: " + options.records() + " keys, looked up one after the other; medians of "
            + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final List<TrialValues> trials = trials(forks, options);
        return List.of(row("key that is there, to one load", trials, "hit", "load"),
            row("key that is not there, to one load", trials, "miss", "load"),
            row("entry by its address, by the writer, to one load", trials, "seek", "load"));
    }

    static List<TrialValues> trials(final Forks forks, final BenchOptions options) throws IOException {
        return forks.interleaved("index", new TrialValues().put("records", options.records()), options, Targets.VARVE)
            .get(Targets.VARVE);
    }

    static Row row(final String what, final List<TrialValues> trials, final String name, final String floor) {
        return Row.note(what, ns(Median.of(trials, name)), ns(Median.of(trials, floor)),
            Median.of(trials, trial -> trial.real(name) / trial.real(floor)));
    }

    private static String ns(final double value) {
        return String.format(Locale.ROOT, "%.1f ns", value);
    }
}
