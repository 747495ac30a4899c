package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** Inserts into the index alone, from empty, with every split that they need. */
final class IndexInsert implements Benchmark {

    @Override
    public String title(final BenchOptions options) {
        return "index-insert: " + options.records() + " keys into an empty index; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        return List.of(IndexGet.row("insert, splits included, to one store", IndexGet.trials(forks, options),
            "insert", "store"));
    }
}
