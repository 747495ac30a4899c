package io.varve.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.perf.terminal.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the job and reads what it prints as a program would. */
@Tag("slow")
class TelemetryOutputTest {

    private static final List<String> ROWS = List.of("append service", "append response", "tail service",
        "tail response", "floor", "machine gaps");

    @TempDir
    Path directory;

    @Test
    void shouldPrintResultsThatAProgramCanRead() {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Path stores = directory.resolve("stores");
        final int code = PerfSuiteMain.execute(Terminal.ofStreams(out, err), "run", "telemetry", "--seconds", "2",
            "--warmup", "1", "--rate", "20000", "--dir", stores.toString());
        final List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(ExitCode.OK, code, () -> String.join("\n", lines) + err);

        lines.forEach(line -> assertTrue(line.length() <= 80 && line.indexOf('\u001b') < 0, line));
        assertTrue(lines.get(0).matches("\\d+ x .+ \\| JDK .+ \\| \\w+ .*/?.*stores"), lines.get(0));
        assertEquals(List.of("Record", "Crash", "Replay", "State", "Result", "Try"), scenes(lines));
        assertCrash(lines);
        assertTable(lines);
        assertEquals(4, lines.stream().filter(line -> line.startsWith("  perf-suite ")).count());
        assertFalse(Files.exists(stores));
    }

    private static List<String> scenes(final List<String> lines) {
        return lines.stream().filter(line -> line.matches("(Record|Crash|Replay|State|Result|Try) .*"))
            .map(line -> line.split(" ")[0]).toList();
    }

    private static void assertCrash(final List<String> lines) {
        final Pattern pattern =
            Pattern.compile("  acknowledged (\\d+), found (\\d+), cut at position (\\d+), opened in (\\d+) ms");
        final Matcher matcher = lines.stream().map(pattern::matcher).filter(Matcher::matches).findFirst().orElseThrow();
        final long acknowledged = Long.parseLong(matcher.group(1));
        final long found = Long.parseLong(matcher.group(2));
        assertTrue(acknowledged > 0 && found >= acknowledged && found <= acknowledged + 1, matcher.group());
    }

    private static void assertTable(final List<String> lines) {
        final Map<String, String[]> rows = new HashMap<>();
        for (final String line : lines) {
            ROWS.stream().filter(line::startsWith).filter(row -> line.matches(row + " +[-\\d].*"))
                .forEach(row -> rows.put(row, line.substring(row.length()).trim().split(" +")));
        }
        assertEquals(ROWS.size(), rows.size(), rows::toString);
        for (final String row : ROWS.subList(0, 4)) {
            final String[] cells = rows.get(row);
            assertEquals(7, cells.length);
            assertTrue(Long.parseLong(cells[6]) > 1_000, row);
            assertTrue(Double.parseDouble(cells[0]) <= Double.parseDouble(cells[2]), row);
            assertTrue(Double.parseDouble(cells[2]) <= Double.parseDouble(cells[5]), row);
        }
        assertEquals(rows.get("append service")[6], rows.get("tail service")[6]);
        assertEquals("-", rows.get("append service")[4]);
    }

    @Test
    void shouldEndCleanlyWithAPartialTableWhenInterrupted() throws IOException, InterruptedException {
        final Path stores = directory.resolve("stores");
        final Path progress = directory.resolve("progress");
        final Process process = new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(), "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            PerfSuiteMain.class.getName(), "run", "telemetry", "--seconds", "60", "--warmup", "0", "--rate", "20000",
            "--dir", stores.toString()).redirectError(progress.toFile()).start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null && !line.startsWith("Record")) {
                line = reader.readLine();
            }
            while (process.isAlive() && !Files.exists(stores.resolve("record"))) {
                Thread.onSpinWait();
            }
            final boolean ignored = isInterruptIgnored();
            new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid())).start().waitFor();
            final List<String> rest = reader.lines().toList();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(ignored ? 128 + 15 : ExitCode.INTERRUPTED, process.exitValue(), () -> rest.toString());
            assertTrue(rest.stream().anyMatch(text -> text.startsWith("Partial result")), rest::toString);
            assertTrue(rest.stream().anyMatch(text -> text.startsWith("append service")), rest::toString);
            assertFalse(Files.exists(stores));
            assertFalse(Files.readString(progress).contains("Exception"), Files.readString(progress));
        } finally {
            process.destroyForcibly();
        }
    }

    /** A shell lets what it starts in the background ignore Ctrl-C, and children inherit that. */
    private static boolean isInterruptIgnored() throws IOException {
        final String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:")).findFirst().orElse("SigIgn: 0").split("\\s+")[1];
        return (Long.parseUnsignedLong(mask, 16) & 2) != 0;
    }
}
