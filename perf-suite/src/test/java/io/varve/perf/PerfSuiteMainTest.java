package io.varve.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.perf.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PerfSuiteMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shouldTeachOnStandardOutput() {
        assertEquals(ExitCode.OK, execute("run", "telemetry", "--help"));
        final String help = out.toString(StandardCharsets.UTF_8);
        for (final String word : new String[] {"--rate", "--durability", "Examples:", "Exit codes:", "130"}) {
            assertTrue(help.contains(word), help);
        }
        help.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayInOneSentenceWhatIsWrongWithAnOption() {
        assertEquals(ExitCode.USAGE, execute("run", "telemetry", "--rate", "0"));
        assertEquals("perf-suite: --rate is 0; it must be from 1 to 5000000",
            err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow());
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAskForACommandAndForAWorkload() {
        assertEquals(ExitCode.USAGE, execute());
        assertEquals(ExitCode.USAGE, execute("run"));
        assertEquals(ExitCode.USAGE, execute("run", "nonsense"));
    }

    @Test
    void shouldSayWhyItCouldNotRun() {
        assertEquals(ExitCode.UNABLE, execute("run", "telemetry", "--dir", "/proc/nowhere"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("/proc/nowhere"), err.toString());
    }

    private int execute(final String... args) {
        return PerfSuiteMain.execute(Terminal.ofStreams(out, err), args);
    }
}
