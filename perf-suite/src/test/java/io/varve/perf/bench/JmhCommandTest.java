package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class JmhCommandTest {

    @Test
    void shouldHaveAFloorBesideEachMicrobenchmark() {
        final OutputFormat silent = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
        final List<String> found = BenchmarkList.defaultList().find(silent, List.of("Microbenchmark"), List.of())
            .stream().map(BenchmarkListEntry::getUsername).map(name -> name.substring(name.lastIndexOf('.') + 1))
            .sorted().collect(Collectors.toList());
        assertEquals(List.of("append", "floor"), found);
    }
}
