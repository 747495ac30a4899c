package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One producer's session. */
final class Sending implements Benchmark {

    @Override
    public String title(final BenchOptions options) {
        return "session: " + options.records() + " bodies of 64 bytes, sent by one producer to the writer on another "
            + "thread; medians of " + options.trials();
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final Map<Targets, List<TrialValues>> results = forks.interleaved("session",
            new TrialValues().put("records", options.records()), options, Targets.VARVE);
        final List<TrialValues> varve = results.get(Targets.VARVE);
        final double sent = Median.of(varve, "rate");
        final double appended = Median.of(varve, "appended");
        return List.of(Row.note("sent and applied, to appended by the producer itself", Row.millions(sent),
            Row.millions(appended), sent / appended));
    }
}
