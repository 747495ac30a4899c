package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Gets while another thread puts. */
final class KeyValueBesideWriter implements Benchmark {

    private static final int RATE = 500_000;
    private static final Goal GOAL = Goal.atLeast(0.8);

    @Override
    public String title(final BenchOptions options) {
        return "kv-beside-writer: gets of random keys among " + options.keys() + " by one thread, beside another one "
            + "that puts " + RATE + " a second; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        return KeyValueRows.measure("kv-beside-writer", new TrialValues().put("rate", RATE), forks, options,
            Row::millions, Targets.VARVE_STORE)
            .own("to the same undisturbed", "beside", "alone", GOAL)
            .fixed("what the writer put", "written", "", Goal.NONE)
            .rows();
    }
}
