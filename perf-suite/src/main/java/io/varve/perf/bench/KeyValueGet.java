package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Service times of gets of random keys. */
final class KeyValueGet implements Benchmark {

    private static final Goal FLOOR_GOAL = Goal.atMost(1.2);
    private static final Goal CHRONICLE_GOAL = Goal.atMost(0.65);
    private static final Goal CHRONICLE_TAIL_GOAL = Goal.atMost(0.7);
    private static final Goal LMDB_GOAL = Goal.atMost(0.3);
    private static final String P50 = KeyValueGetTrial.GET + ".p50";
    private static final String P99 = KeyValueGetTrial.GET + ".p99";

    @Override
    public String title(final BenchOptions options) {
        return "kv-get: service time of a get of a random key among " + options.keys() + ", 16-byte keys, 100-byte "
            + "values copied out, one thread, two readings of the clock included; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        return KeyValueRows
            .measure("kv-get", new TrialValues(), forks, options, KeyValueRows::ns, Targets.stores())
            .toFloor("p50, to the floor: two dependent reads", P50, KeyValueGetTrial.FLOOR + ".p50", FLOOR_GOAL)
            .toFloorBeyond("the same without the clock", P50, KeyValueGetTrial.FLOOR + ".p50", "clock")
            .toFloor("p50, to the floor that also copies the value", P50, KeyValueGetTrial.COPYING + ".p50", Goal.NONE)
            .toFloor("p99, to the floor", P99, KeyValueGetTrial.FLOOR + ".p99", Goal.NONE)
            .peer(Targets.CHRONICLE_MAP, "p50, to ", P50, CHRONICLE_GOAL)
            .peer(Targets.CHRONICLE_MAP, "p99, to ", P99, CHRONICLE_TAIL_GOAL)
            .peer(Targets.LMDB, "p50, to ", P50, LMDB_GOAL)
            .peer(Targets.LMDB, "p99, to ", P99, Goal.NONE)
            .peer(Targets.ROCKSDB, "p50, to ", P50, Goal.NONE)
            .peer(Targets.MVSTORE, "p50, to ", P50, Goal.NONE)
            .peer(Targets.MAPDB, "p50, to ", P50, Goal.NONE)
            .rows();
    }
}
