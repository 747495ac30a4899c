package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A live feed to one subscriber. */
final class Feeding implements Benchmark {

    private static final double ALL_GOAL = 15e6;
    private static final double HALF_GOAL = 5e6;

    @Override
    public String title(final BenchOptions options) {
        return "feed: " + options.records() + " bodies of 64 bytes, appended at full speed, to one live subscriber; "
            + "medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("feed",
            new TrialValues().put("records", options.records()), options, Targets.VARVE);
        final List<TrialValues> varve = results.get(Targets.VARVE);
        return List.of(row("all records match, to a reader", varve, "rate", ALL_GOAL),
            row("every second one matches, to a reader", varve, "half", HALF_GOAL));
    }

    private static Row row(final String what, final List<TrialValues> trials, final String name, final double goal) {
        final double rate = Median.of(trials, name);
        final double reader = Median.of(trials, "reader");
        return Row.of(what, Row.millions(rate), Row.millions(reader), rate / reader,
            ">= " + Math.round(goal / 1e6) + " M/s", rate >= goal);
    }
}
