package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Gets and puts of random keys by turns of a coin. */
final class KeyValueMix implements Benchmark {

    private static final Goal BEST_GOAL = Goal.atLeast(3);
    private static final String RATE = "rate";

    @Override
    public String title(final BenchOptions options) {
        return "kv-mix: as many gets as puts of random keys among " + options.keys()
            + ", one thread, without syncing; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final KeyValueRows rows =
            KeyValueRows.measure("kv-mix", new TrialValues(), forks, options, Row::millions, Targets.stores())
                .best("to the best peer, ", RATE, BEST_GOAL);
        for (final Targets target : Targets.stores()) {
            if (target.isPeer()) {
                rows.peer(target, "to ", RATE, Goal.NONE);
            }
        }
        return rows.rows();
    }
}
