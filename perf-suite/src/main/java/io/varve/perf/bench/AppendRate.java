package io.varve.perf.bench;

import io.varve.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Service times of appends at half a million a second. */
final class AppendRate implements Benchmark {

    private static final int RATE = 500_000;
    private static final double P99_GOAL = 2;
    private static final long NONE_GOAL_NS = 2_000;
    private static final long INTERVAL_GOAL_NS = 5_000;

    @Override
    public String title(final BenchOptions options) {
        return "append-rate: service time of 64-byte bodies at " + RATE + " a second for " + options.seconds()
            + " s; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        // The peer is in the picture only: it has no level of durability, so NONE is what it is like.
        final Map<Targets, List<TrialValues>> none = options.picture() == null
            ? trials(forks, options, Durability.NONE, Targets.VARVE)
            : trials(forks, options, Durability.NONE, Targets.VARVE, Targets.CHRONICLE);
        final List<TrialValues> interval =
            trials(forks, options, Durability.INTERVAL, Targets.VARVE).get(Targets.VARVE);
        if (options.picture() != null) {
            final String why = forks.whyNot(Targets.CHRONICLE, options);
            if (why != null) {
                forks.say("the picture is drawn without " + Targets.CHRONICLE.title() + ": " + why);
            }
            options.picture().draw(RatePlot.of(RATE, options, none, interval));
        }
        final List<Row> rows = new ArrayList<>();
        rows.addAll(rows(none.get(Targets.VARVE), Durability.NONE, NONE_GOAL_NS));
        rows.addAll(rows(interval, Durability.INTERVAL, INTERVAL_GOAL_NS));
        return rows;
    }

    private static Map<Targets, List<TrialValues>> trials(
        final Forks forks, final BenchOptions options, final Durability level, final Targets... among)
        throws IOException {
        return forks.interleaved("rate", new TrialValues().put("level", level).put("rate", RATE)
            .put("seconds", options.seconds()), options, among);
    }

    private static List<Row> rows(final List<TrialValues> trials, final Durability level, final long tailGoalNs) {
        final double tick = Median.of(trials, "tick");
        final double over = Median.of(trials, trial -> trial.real("varve.p50") - trial.real("floor.p50"));
        final double p99 = Median.of(trials, trial -> trial.real("varve.p99") / trial.real("floor.p99"));
        final double tail = Median.of(trials, "varve.p99.99.outside");
        return List.of(
            Row.of(level + " p50", ns(trials, "varve.p50"), ns(trials, "floor.p50"),
                Median.of(trials, trial -> trial.real("varve.p50") / trial.real("floor.p50")),
                "floor + a tick, " + Math.round(tick) + " ns", over <= tick),
            Row.of(level + " p99", ns(trials, "varve.p99"), ns(trials, "floor.p99"), p99, "<= " + P99_GOAL,
                p99 <= P99_GOAL),
            Row.of(level + " p99.99 outside the machine's gaps", ns(trials, "varve.p99.99.outside"),
                ns(trials, "floor.p99.99.outside"), tail / Math.max(1, Median.of(trials, "floor.p99.99.outside")),
                "<= " + tailGoalNs + " ns", tail <= tailGoalNs),
            Row.note(level + " p99.99 of all that began in time", ns(trials, "varve.p99.99"),
                ns(trials, "floor.p99.99"), Median.of(trials, "varve.p99.99") / Median.of(trials, "floor.p99.99")),
            Row.note(level + " p99.99 response", ns(trials, "varve.response.p99.99"),
                ns(trials, "floor.response.p99.99"),
                Median.of(trials, "varve.response.p99.99") / Median.of(trials, "floor.response.p99.99")),
            Row.note(level + " late because of gaps", percent(trials, "varve.in-gaps"),
                percent(trials, "floor.in-gaps"), Double.NaN),
            Row.note(level + " gaps, share of the waiting time", percent(trials, "varve.gaps.share"),
                percent(trials, "floor.gaps.share"), Double.NaN));
    }

    private static String ns(final List<TrialValues> trials, final String name) {
        return Math.round(Median.of(trials, name)) + " ns";
    }

    private static String percent(final List<TrialValues> trials, final String name) {
        return Row.ratio(Median.of(trials, name)) + " %";
    }
}
