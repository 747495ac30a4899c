package io.varve.perf.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Opening a key-value store: after a clean close, after a kill, and without what makes it fast. */
final class KeyValueOpen implements Benchmark {

    /** The end of the names of hints. */
    static final String HINT = ".hint";

    private static final double NS_PER_MS = 1e6;
    private static final long CLEAN_GOAL_MS = 200;
    private static final long KILLED_GOAL_MS = 3_000;
    private static final double BYTES_GOAL = 40;

    /** The openings of one trial each, in the order in which they were measured. */
    private static final class Openings {

        private final List<TrialValues> clean = new ArrayList<>();
        private final List<TrialValues> killed = new ArrayList<>();
        private final List<TrialValues> hints = new ArrayList<>();
        private final List<TrialValues> log = new ArrayList<>();
    }

    @Override
    public String title(final BenchOptions options) {
        return "kv-open: opening a store of " + options.keys() + " keys in a JVM that has just begun, beside reading "
            + "the same files; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Openings openings = new Openings();
        final TrialValues values = new TrialValues().put("keys", options.keys());
        for (int i = 0; i < options.trials(); i++) {
            final Path directory = forks.newDirectory();
            try {
                fill(forks, values, "close", directory);
                openings.clean.add(open(forks, values, "checkpoint", directory));
                fill(forks, values, "kill", directory);
                openings.killed.add(open(forks, values, "checkpoint", directory));
                openings.hints.add(open(forks, values, "hints", directory));
                openings.log.add(open(forks, values, "log", directory));
            } finally {
                Forks.delete(directory);
            }
        }
        final double checkpoint = Median.of(openings.killed, "checkpoint") / options.keys();
        final double hints = Median.of(openings.killed, "hints") / options.keys();
        return List.of(
            goal("after a clean close, to reading the checkpoint", openings.clean, CLEAN_GOAL_MS),
            goal("after kill -9, to reading checkpoint and tail", openings.killed, KILLED_GOAL_MS),
            Row.note("after kill -9, of which recovery of the log", ms(Median.of(openings.killed, "recovery"))),
            Row.note("after kill -9, records replayed", millions(openings.killed)),
            note("without checkpoint, to reading hints", openings.hints),
            Row.note("without checkpoint, records replayed", millions(openings.hints)),
            note("without checkpoint and hints, to reading the log", openings.log),
            Row.note("checkpoint, bytes a key", Row.ratio(checkpoint)),
            Row.absolute("checkpoint and hints, bytes a key", Row.ratio(checkpoint + hints),
                "<= " + Math.round(BYTES_GOAL), checkpoint + hints <= BYTES_GOAL));
    }

    private static void fill(final Forks forks, final TrialValues values, final String end, final Path directory)
        throws IOException {
        forks.run("kv-open-fill", Targets.VARVE_STORE, new TrialValues().putAll(values).put("end", end), directory);
    }

    private static TrialValues open(
        final Forks forks, final TrialValues values, final String from, final Path directory) throws IOException {
        return forks.run(
            "kv-open", Targets.VARVE_STORE, new TrialValues().putAll(values).put("from", from), directory);
    }

    private static Row goal(final String what, final List<TrialValues> trials, final long goalMs) {
        final double open = Median.of(trials, "open");
        return Row.of(what, ms(open), ms(Median.of(trials, "floor")), toFloor(trials), "< " + goalMs + " ms",
            open < goalMs * NS_PER_MS);
    }

    private static Row note(final String what, final List<TrialValues> trials) {
        return Row.note(what, ms(Median.of(trials, "open")), ms(Median.of(trials, "floor")), toFloor(trials));
    }

    private static double toFloor(final List<TrialValues> trials) {
        return Median.of(trials, trial -> trial.real("open") / trial.real("floor"));
    }

    private static String ms(final double ns) {
        return Math.round(ns / NS_PER_MS) + " ms";
    }

    private static String millions(final List<TrialValues> trials) {
        return String.format(Locale.ROOT, "%.2f M", Median.of(trials, "replayed") / 1e6);
    }
}
