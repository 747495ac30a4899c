package io.varve.perf.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Appends that go on for longer than room can be made beforehand. */
final class AppendSustained implements Benchmark {

    private static final double FLOOR_GOAL = 0.7;
    private static final double CHRONICLE_GOAL = 1;

    @Override
    public String title(final BenchOptions options) {
        return "append-sustained: " + (options.bytes() >> 20)
            + " MiB of frames with bodies of 64 bytes, INTERVAL, 1 GiB retained, else default settings; medians of "
            + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("sustained",
            new TrialValues().put("bytes", options.bytes()), options, Targets.VARVE, Targets.CHRONICLE);
        final List<TrialValues> varve = results.get(Targets.VARVE);
        final double toFloor = Median.of(varve, trial -> trial.real("bytes") / trial.real("floor"));
        final List<Row> rows = new ArrayList<>();
        rows.add(Row.of("to the preparer alone", megabytes(varve, "bytes"), megabytes(varve, "floor"), toFloor,
            ">= " + FLOOR_GOAL, toFloor >= FLOOR_GOAL));
        rows.add(Peers.rate("forced every 10 ms, to ", "rate", forks, options, results, Targets.CHRONICLE,
            CHRONICLE_GOAL));
        rows.add(Row.note("bytes made dirty per appended byte", Row.ratio(Median.of(varve, "process"))));
        rows.add(Row.note("device bytes per appended byte", Row.ratio(Median.of(varve, "device"))));
        return rows;
    }

    private static String megabytes(final List<TrialValues> trials, final String name) {
        return Math.round(Median.of(trials, name) / 1e6) + " MB/s";
    }
}
