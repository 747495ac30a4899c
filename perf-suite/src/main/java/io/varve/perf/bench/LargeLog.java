package io.varve.perf.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A log that is far larger than the heap. */
final class LargeLog implements Benchmark {

    /** What is mapped at most: a few segments, and the views of the one that is written. */
    private static final long MAPPINGS_GOAL = 24;
    private static final long HANDLES_GOAL = 8;

    @Override
    public String title(final BenchOptions options) {
        return "large: " + (options.bytes() >> 20) + " MiB of frames with bodies of 1,000 bytes, appended and read "
            + "back in a JVM with " + LargeTrial.HEAP;
    }

    @Override
    public List<Row> run(final Forks forks, final BenchOptions options) throws IOException {
        final TrialValues result =
            forks.run("large", Targets.VARVE, new TrialValues().put("bytes", options.bytes()));
        return List.of(
            Row.note("appended and read back", String.format(Locale.ROOT, "%.1f GB", result.real("bytes") / 1e9)),
            atMost("mappings of its files, most at a time", result.number("maps"), MAPPINGS_GOAL),
            atMost("open files, most at a time", result.number("handles"), HANDLES_GOAL),
            atMost("mappings after close", result.number("maps.after"), 0),
            atMost("open files after close", result.number("handles.after"), 0));
    }

    private static Row atMost(final String what, final long count, final long goal) {
        return Row.absolute(what, Long.toString(count), "<= " + goal, count <= goal);
    }
}
