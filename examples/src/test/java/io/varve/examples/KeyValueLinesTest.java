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

class KeyValueLinesTest {

    private static final Path EXAMPLE = Path.of("src/main/java/io/varve/examples/KeyValueLines.java");
    private static final Path README = Path.of("../README.md");

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldFindWhatTheRunBeforeHasPut() throws Exception {
        assertEquals(List.of("alice: 10", "visits: 1"), run().subList(0, 2));
        final List<String> second = run();
        assertEquals(List.of("alice: 10", "visits: 2"), second.subList(0, 2));
        assertEquals(4, second.stream().filter(line -> line.startsWith("version ")).count());
    }

    @Test
    void shouldReadTheSameInTheReadmeThatShowsThem() throws IOException {
        final String readme = Files.exists(README) ? Files.readString(README) : "";
        if (readme.contains("<!-- key-value -->")) {
            assertEquals(SourceText.tagged(EXAMPLE, "key-value").replaceAll("\\s+", " "),
                SourceText.onPage(readme, "key-value").replaceAll("\\s+", " "));
        }
    }

    private List<String> run() throws Exception {
        final Process process = ExampleJvm.builder(KeyValueLines.class).directory(directory.toFile()).start();
        try (BufferedReader output = ExampleJvm.output(process)) {
            final List<String> lines = output.lines().collect(Collectors.toList());
            assertEquals(0, process.waitFor(), lines::toString);
            assertTrue(lines.size() > 2, lines::toString);
            return lines;
        }
    }
}
