package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;

/** A benchmark, on the parent's side: starts trials and makes rows of what they found. */
interface Benchmark {

    /** What the table says above its rows. */
    String title(BenchOptions options);

    /**
     * Run.
     *
     * @param forks   that run trials.
     * @param options to run by.
     * @return the rows of the table.
     * @throws IOException when a trial of Varve could not run.
     */
    List<Row> run(Forks forks, BenchOptions options) throws IOException;
}
