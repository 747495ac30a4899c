package io.varve.perf.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bursts of small records, with checksums, at level INTERVAL. */
final class AppendBurst implements Benchmark {

    private static final int LENGTH = 64;
    private static final double FLOOR_GOAL = 0.7;
    private static final double CHRONICLE_GOAL = 8;
    private static final double AERON_GOAL = 2;

    @Override
    public String title(final BenchOptions options) {
        return "append-burst: " + options.records() + " bodies of " + LENGTH
            + " bytes, checksums, INTERVAL, one thread, room prepared and touched; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("burst",
            new TrialValues().put("records", options.records()).put("length", LENGTH), options, Targets.logs());
        final List<TrialValues> varve = results.get(Targets.VARVE);
        final String rate = Row.millions(Median.of(varve, "rate"));
        final double toFloor = Median.of(varve, trial -> trial.real("rate") / trial.real("floor"));
        final List<Row> rows = new ArrayList<>();
        rows.add(Row.of("to the floor: copy, CRC32C, store", rate, Row.millions(Median.of(varve, "floor")), toFloor,
            ">= " + FLOOR_GOAL, toFloor >= FLOOR_GOAL));
        rows.add(Row.note("the same, median piece of 1,000", Row.millions(Median.of(varve, "rate.piece")),
            Row.millions(Median.of(varve, "floor.piece")),
            Median.of(varve, trial -> trial.real("rate.piece") / trial.real("floor.piece"))));
        rows.add(Peers.rate("to ", "rate", forks, options, results, Targets.CHRONICLE, CHRONICLE_GOAL));
        rows.add(Peers.rate("to ", "rate", forks, options, results, Targets.AERON, AERON_GOAL));
        rows.add(Peers.rate("to ", "rate", forks, options, results, Targets.AERON_UNCHECKED, 0));
        return rows;
    }
}
