package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Sequential replay with a handler. */
final class Replay implements Benchmark {

    private static final double PLAIN_GOAL = 2;
    private static final double CHECKED_GOAL = 1;

    @Override
    public String title(final BenchOptions options) {
        return "replay: " + options.records() + " bodies of 64 bytes from memory, by a handler; medians of "
            + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("replay",
            new TrialValues().put("records", options.records()), options, Targets.VARVE, Targets.CHRONICLE);
        final List<TrialValues> varve = results.get(Targets.VARVE);
        final double rate = Median.of(varve, "rate");
        final double floor = Median.of(varve, "floor");
        return List.of(Row.note("without checksums, to the floor: step and load", Row.millions(rate),
            Row.millions(floor), Median.of(varve, trial -> trial.real("rate") / trial.real("floor"))),
            Peers.rate("without checksums, to ", "rate", forks, options, results, Targets.CHRONICLE, PLAIN_GOAL),
            Peers.rate("with checksums, to ", "checked", forks, options, results, Targets.CHRONICLE, CHECKED_GOAL));
    }
}
