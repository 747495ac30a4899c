package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenLinesTest {

    private static final Path EXAMPLE = Path.of("src/main/java/io/varve/examples/TenLines.java");
    private static final Path CONSUMER = Path.of("../build/consumer/src/main/java/org/example/consumer/TenLines.java");
    private static final Path README = Path.of("../README.md");
    private static final String README_MARK = "<!-- ten-lines -->";

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldPrintOneRecordMoreAtEachRun() throws Exception {
        assertEquals(List.of("1: buy 100 at 101.5"), run());
        assertEquals(List.of("1: buy 100 at 101.5", "2: buy 100 at 101.5"), run());
    }

    @Test
    void shouldBeTenLinesAtMost() throws IOException {
        assertTrue(SourceText.tagged(EXAMPLE, "ten-lines").lines().count() <= 10);
    }

    @Test
    void shouldReadTheSameInTheConsumerProject() throws IOException {
        assertEquals(SourceText.tagged(EXAMPLE, "ten-lines"),
            SourceText.tagged(CONSUMER, "ten-lines"));
    }

    /** Behind its mark the README shows the lines in a block of code, where a line may be longer. */
    @Test
    void shouldReadTheSameInTheReadmeThatShowsThem() throws IOException {
        if (Files.exists(README) && Files.readString(README).contains(README_MARK)) {
            assertEquals(SourceText.tagged(EXAMPLE, "ten-lines").replaceAll("\\s+", " "),
                SourceText.onPage(Files.readString(README), "ten-lines").replaceAll("\\s+", " "));
        }
    }

    private List<String> run() throws Exception {
        final Process process = ExampleJvm.builder(TenLines.class).directory(directory.toFile()).start();
        try (BufferedReader output = ExampleJvm.output(process)) {
            final List<String> lines = output.lines().collect(Collectors.toList());
            assertEquals(0, process.waitFor(), lines::toString);
            return lines;
        }
    }
}
