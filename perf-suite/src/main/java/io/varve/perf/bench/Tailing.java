package io.varve.perf.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From a writer to a reader on another core. */
final class Tailing implements Benchmark {

    private static final int RATE = 100_000;
    private static final int SECONDS = 10;
    private static final long GOAL_NS = 250;

    @Override
    public String title(final BenchOptions options) {
        return "tail: 64-byte bodies at " + RATE + " a second, from just before the append to the reader on another "
            + "core; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("tail",
            new TrialValues().put("rate", RATE).put("seconds", Math.min(SECONDS, options.seconds())), options,
            Targets.VARVE, Targets.CHRONICLE);
        final List<TrialValues> varve = results.get(Targets.VARVE);
        final double p50 = Median.of(varve, "p50");
        final List<Row> rows = new ArrayList<>();
        rows.add(Row.absolute("p50", Math.round(p50) + " ns", "<= " + GOAL_NS + " ns", p50 <= GOAL_NS));
        final String why = forks.whyNot(Targets.CHRONICLE, options);
        final List<TrialValues> chronicle = results.get(Targets.CHRONICLE);
        if (why != null || chronicle == null) {
            rows.add(Row.noPeer("p50, to " + Targets.CHRONICLE.title(), Math.round(p50) + " ns", "< 1", why));
            return rows;
        }
        rows.add(row("p50", varve, chronicle, true));
        rows.add(row("p99", varve, chronicle, false));
        rows.add(row("p99.9", varve, chronicle, false));
        return rows;
    }

    private static Row row(
        final String name, final List<TrialValues> varve, final List<TrialValues> chronicle, final boolean isGoal) {
        final double ours = Median.of(varve, name);
        final double theirs = Median.of(chronicle, name);
        final String what = name + ", to " + Targets.CHRONICLE.title();
        return isGoal
            ? Row.of(what, Math.round(ours) + " ns", Math.round(theirs) + " ns", ours / theirs, "< 1", ours < theirs)
            : Row.note(what, Math.round(ours) + " ns", Math.round(theirs) + " ns", ours / theirs);
    }
}
