package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parts of files, so that tests can hold documentation to code that runs. */
final class SourceText {

    private SourceText() {
    }

    /** What a source file has between the marks of a name. */
    static String tagged(final Path file, final String name) throws IOException {
        return between(Files.readString(file), "// tag::" + name + "[]", "// end::" + name + "[]");
    }

    /** The block of Java code that follows a comment of that name on a page. */
    static String onPage(final String page, final String name) {
        final String mark = "<!-- " + name + " -->";
        assertTrue(page.contains(mark), () -> "no " + mark);
        return between(page.substring(page.indexOf(mark)), "```java", "```");
    }

    /** What is between two marks, without the indentation that all lines share. */
    private static String between(final String text, final String from, final String to) {
        final int start = text.indexOf('\n', text.indexOf(from)) + 1;
        final int end = text.indexOf(to, start);
        assertTrue(text.contains(from) && end > start, () -> "no block from " + from + " to " + to);
        return text.substring(start, text.lastIndexOf('\n', end)).stripIndent();
    }
}
