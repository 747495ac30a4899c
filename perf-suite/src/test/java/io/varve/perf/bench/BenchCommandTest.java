package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line = new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void shouldNameTheBenchmarksInItsHelp() {
        assertEquals(0, line.execute("--help"));
        assertTrue(out.toString().contains("append-burst"));
        assertTrue(out.toString().contains("reopen"));
    }

    @Test
    void shouldRefuseABenchmarkThatDoesNotExist() {
        assertEquals(2, line.execute("append-brust"));
        assertTrue(err.toString().contains("there is no benchmark append-brust; there are append-burst"));
    }
}
