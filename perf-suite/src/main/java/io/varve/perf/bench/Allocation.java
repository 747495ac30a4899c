package io.varve.perf.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Heap that hot calls allocate. */
final class Allocation implements Benchmark {

    private static final int OPERATIONS = 500_000;
    private static final List<String> CALLS =
        List.of("append", "offer", "claim", "batch", "poll", "checked-poll", "controlled-poll", "block-poll");

    @Override
    public String title(final BenchOptions options) {
        return "allocation: bytes of heap that " + OPERATIONS + " operations allocate, after as many to warm up";
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final TrialValues result =
            forks.run("allocation", Targets.VARVE, new TrialValues().put("operations", OPERATIONS));
        final List<Row> rows = new ArrayList<>();
        for (final String call : CALLS) {
            rows.add(Row.absolute(call, result.number(call) + " bytes", "0 bytes", result.number(call) == 0));
        }
        return rows;
    }
}
