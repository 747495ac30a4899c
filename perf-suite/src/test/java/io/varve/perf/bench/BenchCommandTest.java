package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertTrue(out.toString().contains("kv-growth"));
        assertTrue(out.toString().contains("kv-open"));
        assertTrue(out.toString().contains("--plot=FILE"));
    }

    @Test
    void shouldRefuseABenchmarkThatDoesNotExist() {
        assertEquals(2, line.execute("append-brust"));
        assertTrue(err.toString().contains("there is no benchmark append-brust; there are append-burst"));
    }

    @Test
    void shouldRefuseTooFewKeys() {
        assertEquals(2, line.execute("kv-get", "--keys", "999"));
        assertTrue(err.toString().contains("--keys is at least 1000"), err::toString);
    }

    @Test
    void shouldRefuseAPictureBeforeItMeasures(@TempDir final Path directory) {
        final Path file = directory.resolve("missing").resolve("latency.svg");
        assertEquals(2, line.execute("append-rate", "--plot", file.toString()));
        assertTrue(err.toString().contains("--plot " + file + " cannot be written: there is no directory "
            + file.getParent()), err::toString);
        assertEquals(2, line.execute("tail", "--plot", directory.resolve("latency.svg").toString()));
        assertTrue(err.toString().contains("--plot draws append-rate"), err::toString);
    }
}
