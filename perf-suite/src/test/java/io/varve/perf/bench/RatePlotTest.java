package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatePlotTest {

    private final Map<Targets, List<TrialValues>> none = new EnumMap<>(Targets.class);

    @Test
    void shouldDrawAllTrialsTogether(@TempDir final Path directory) throws IOException {
        none.put(Targets.VARVE, List.of(trial(50, 40), trial(70, 40)));
        assertFalse(drawn(directory).contains("Chronicle"), drawn(directory));
        none.put(Targets.CHRONICLE, List.of(new TrialValues().put(RateTrial.PEER, times(100))));
        final String svg = drawn(directory);
        assertTrue(svg.contains("Varve INTERVAL: p50 60 ns"), svg);
        assertTrue(svg.contains("Varve NONE: p50 50 ns, p99 70 ns"), svg);
        assertTrue(svg.contains("Chronicle Queue: p50 100 ns"), svg);
        assertTrue(svg.contains("floor: p50 40 ns"), svg);
        assertTrue(svg.contains("a machine") && svg.contains("a command"), svg);
    }

    @Test
    void shouldLeaveNoFileBehindThatWasOnlyTried(@TempDir final Path directory) throws IOException {
        LatencyPicture.in(directory.resolve("new.svg"));
        assertTrue(Files.notExists(directory.resolve("new.svg")));
        Files.writeString(directory.resolve("old.svg"), "old");
        LatencyPicture.in(directory.resolve("old.svg"));
        assertEquals("old", Files.readString(directory.resolve("old.svg")));
    }

    private String drawn(final Path directory) throws IOException {
        final Path file = directory.resolve("latency.svg");
        final LatencyPicture picture = LatencyPicture.in(file);
        picture.draw(RatePlot.of(500_000, new BenchOptions(directory, 0, 3, 0, 0, 2, Set.of(), picture), none,
            List.of(trial(60, 40))));
        picture.write("a machine", "a command");
        return Files.readString(file);
    }

    private static TrialValues trial(final long varveNs, final long floorNs) {
        return new TrialValues().put(RateTrial.VARVE, times(varveNs)).put(RateTrial.FLOOR, times(floorNs));
    }

    private static Histogram times(final long ns) {
        final Histogram histogram = RateLoop.newHistogram();
        histogram.recordValueWithCount(ns, 1_000);
        return histogram;
    }
}
