package io.varve.perf.bench;

import io.varve.Durability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How much a force writes when there is little to force. */
final class ForceBytes implements Benchmark {

    private static final int SECONDS = 10;
    private static final int KILOBYTE = 1024;
    private static final int INTERVAL_GOAL = 80;
    private static final int BATCH_GOAL = 12;

    @Override
    public String title(final BenchOptions options) {
        return "force-bytes: bytes written by one force, a 64-byte body every 10 ms; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final List<Row> rows = new ArrayList<>();
        rows.addAll(level(forks, options, Durability.INTERVAL, INTERVAL_GOAL));
        rows.addAll(level(forks, options, Durability.BATCH, BATCH_GOAL));
        return rows;
    }

    private static List<Row> level(
        final Forks forks, final BenchOptions options, final Durability level, final int goal) throws IOException {
        final List<TrialValues> trials = forks.interleaved("force", new TrialValues().put("level", level)
            .put("seconds", Math.min(SECONDS, options.seconds())), options, Targets.VARVE).get(Targets.VARVE);
        final double process = Median.of(trials, "process") / KILOBYTE;
        return List.of(
            Row.absolute(level + ", made dirty by the process", kilobytes(process), "<= " + goal + " KB",
                process <= goal),
            Row.note(level + ", on the device, journal and other processes included",
                kilobytes(Median.of(trials, "device") / KILOBYTE)));
    }

    private static String kilobytes(final double value) {
        return Row.ratio(value) + " KB";
    }
}
