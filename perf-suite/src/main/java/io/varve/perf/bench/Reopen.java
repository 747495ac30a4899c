package io.varve.perf.bench;

import io.varve.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opening a log whose writer was killed. */
final class Reopen implements Benchmark {

    private static final long INTERVAL_GOAL_MS = 200;
    private static final double FLOOR_GOAL = 1.5;
    private static final double NS_PER_MS = 1e6;

    @Override
    public String title(final BenchOptions options) {
        return "reopen: after kill -9, " + options.records() + " bodies of 64 bytes; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final List<TrialValues> forced = trials(forks, options, Durability.INTERVAL);
        final List<TrialValues> unforced = trials(forks, options, Durability.NONE);
        final double openMs = Median.of(forced, "open") / NS_PER_MS;
        final double toFloor = Median.of(unforced, trial -> trial.real("open") / trial.real("floor"));
        return List.of(
            Row.absolute("INTERVAL", milliseconds(forced, "open"), "< " + INTERVAL_GOAL_MS + " ms",
                openMs < INTERVAL_GOAL_MS),
            Row.note("INTERVAL, of which recovery", milliseconds(forced, "recovery")),
            Row.note("INTERVAL, rewritten", megabytes(forced, "rewritten")),
            Row.of("nothing forced, to read + CRC + rewrite + force", milliseconds(unforced, "open"),
                milliseconds(unforced, "floor"), toFloor, "<= " + FLOOR_GOAL, toFloor <= FLOOR_GOAL),
            Row.note("nothing forced, rewritten", megabytes(unforced, "rewritten")),
            Row.absolute("records lost", Math.round(lost(forced) + lost(unforced)) + "", "0",
                lost(forced) + lost(unforced) == 0));
    }

    private static List<TrialValues> trials(final Forks forks, final BenchOptions options, final Durability level)
        throws IOException {
        final List<TrialValues> results = new ArrayList<>();
        for (int i = 0; i < options.trials(); i++) {
            final TrialValues values =
                new TrialValues().put("records", options.records()).put("level", level).put("round", i);
            final Path directory = forks.newDirectory();
            try {
                forks.run("fill", Targets.VARVE, values, directory);
                results.add(forks.run("reopen", Targets.VARVE, values, directory));
            } finally {
                Forks.delete(directory);
            }
        }
        return results;
    }

    private static double lost(final List<TrialValues> trials) {
        return trials.stream().mapToDouble(trial -> trial.real("lost")).sum();
    }

    private static String milliseconds(final List<TrialValues> trials, final String name) {
        return Math.round(Median.of(trials, name) / NS_PER_MS) + " ms";
    }

    private static String megabytes(final List<TrialValues> trials, final String name) {
        return Row.ratio(Median.of(trials, name) / 1e6) + " MB";
    }
}
