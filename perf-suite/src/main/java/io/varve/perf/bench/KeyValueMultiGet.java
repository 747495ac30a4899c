package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Getting many random keys in a call. */
final class KeyValueMultiGet implements Benchmark {

    private static final Goal SINGLE_GOAL = Goal.atMost(1.0 / 3);
    private static final Goal GOAL = Goal.atMostNs(110);
    private static final String MULTI = "multi";

    @Override
    public String title(final BenchOptions options) {
        return "kv-multiget: time a key, " + KeyValueTarget.MULTI + " random keys in a call among " + options.keys()
            + ", values copied out, one thread; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        return KeyValueRows
            .measure("kv-multiget", new TrialValues(), forks, options, KeyValueRows::ns, Targets.stores())
            .own("to as many single gets", MULTI, "single", SINGLE_GOAL)
            .fixed("by itself", MULTI, "", GOAL)
            .peer(Targets.ROCKSDB, "to ", MULTI, Goal.NONE)
            .peer(Targets.CHRONICLE_MAP, "to single gets of ", MULTI, Goal.NONE)
            .peer(Targets.LMDB, "to single gets of ", MULTI, Goal.NONE)
            .peer(Targets.MVSTORE, "to single gets of ", MULTI, Goal.NONE)
            .peer(Targets.MAPDB, "to single gets of ", MULTI, Goal.NONE)
            .rows();
    }
}
