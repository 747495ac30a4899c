package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Inserting new keys into an empty store. */
final class KeyValueLoad implements Benchmark {

    private static final Goal CHRONICLE_GOAL = Goal.atLeast(7);
    private static final Goal LMDB_GOAL = Goal.atLeast(10);
    private static final Goal ROCKSDB_GOAL = Goal.atLeast(20);
    private static final String RATE = "rate";

    @Override
    public String title(final BenchOptions options) {
        return "kv-load: " + options.keys() + " new keys at random into an empty store, one at a time, one thread, "
            + "without syncing; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        return KeyValueRows.measure("kv-load", new TrialValues(), forks, options, Row::millions, Targets.stores())
            .peer(Targets.CHRONICLE_MAP, "to ", RATE, CHRONICLE_GOAL)
            .peer(Targets.CHRONICLE_MAP, "median piece of a thousand, to ", RATE + ".piece", Goal.NONE)
            .peer(Targets.LMDB, "to ", RATE, LMDB_GOAL)
            .peer(Targets.ROCKSDB, "to ", RATE, ROCKSDB_GOAL)
            .peer(Targets.MVSTORE, "to ", RATE, Goal.NONE)
            .peer(Targets.MAPDB, "to ", RATE, Goal.NONE)
            .rows();
    }
}
