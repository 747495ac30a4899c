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
        assertTrue(block(EXAMPLE, "// tag::ten-lines[]", "// end::ten-lines[]").lines().count() <= 10);
    }

    @Test
    void shouldReadTheSameInTheConsumerProject() throws IOException {
        assertEquals(block(EXAMPLE, "// tag::ten-lines[]", "// end::ten-lines[]"),
            block(CONSUMER, "// tag::ten-lines[]", "// end::ten-lines[]"));
    }

    /** Behind its mark the README shows the lines in a block of code, where a line may be longer. */
    @Test
    void shouldReadTheSameInTheReadmeThatShowsThem() throws IOException {
        if (Files.exists(README) && Files.readString(README).contains(README_MARK)) {
            final String text = Files.readString(README);
            final String behindMark = text.substring(text.indexOf(README_MARK));
            assertEquals(block(EXAMPLE, "// tag::ten-lines[]", "// end::ten-lines[]").replaceAll("\\s+", " "),
                between(behindMark, "```java", "```").replaceAll("\\s+", " "));
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

    private static String block(final Path file, final String from, final String to) throws IOException {
        return between(Files.readString(file), from, to);
    }

    /** What is between two marks, without the indentation that all lines share. */
    private static String between(final String text, final String from, final String to) {
        final int start = text.indexOf('\n', text.indexOf(from)) + 1;
        final int end = text.indexOf(to, start);
        assertTrue(text.contains(from) && end > start, () -> "no block from " + from + " to " + to);
        return text.substring(start, text.lastIndexOf('\n', end)).stripIndent();
    }
}
