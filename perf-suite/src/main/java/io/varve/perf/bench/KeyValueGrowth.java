package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Service times of inserts while the store grows from nothing. */
final class KeyValueGrowth implements Benchmark {

    private static final int RATE = 500_000;
    private static final int LONGEST_NS = 50_000;
    private static final Goal GOAL = Goal.atMostNs(LONGEST_NS);

    @Override
    public String title(final BenchOptions options) {
        return "kv-growth: service time of each of " + options.keys() + " inserts of new keys at " + RATE
            + " a second into an empty store, beside appends of as many bytes; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final String put = KeyValueGrowthTrial.PUT;
        final String floor = KeyValueGrowthTrial.FLOOR;
        return KeyValueRows.measure("kv-growth", new TrialValues().put("rate", RATE).put("longest", LONGEST_NS), forks,
            options, KeyValueRows::ns, Targets.VARVE_STORE)
            .fixed("longest at the same place in each of three fills", put + ".repeated", floor + ".repeated", GOAL)
            .own("p50", put + ".p50", floor + ".p50", Goal.NONE)
            .own("p99", put + ".p99", floor + ".p99", Goal.NONE)
            .own("p99.99", put + ".p99.99", floor + ".p99.99", Goal.NONE)
            .fixed("longest of all", put + ".max", floor + ".max", Goal.NONE)
            .rows();
    }
}
