package io.varve.perf.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void shouldTakeTheFirstLocaleThatIsSet() {
        assertTrue(Terminal.isUnicode(Map.of("LANG", "en_US.UTF-8")));
        assertTrue(Terminal.isUnicode(Map.of("LC_ALL", "C.utf8", "LANG", "C")));
        assertFalse(Terminal.isUnicode(Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8")));
        assertFalse(Terminal.isUnicode(Map.of()));
    }

    @Test
    void shouldWriteOverTheLineOnATerminalAndRemoveItInTheEnd() {
        try (LiveLine line = new LiveLine(stream, true)) {
            line.show("one");
            line.show("x".repeat(200));
        }
        assertEquals("\r\u001b[Kone\r\u001b[K" + "x".repeat(Terminal.WIDTH) + "\r\u001b[K", written());
    }

    @Test
    void shouldNotWriteEveryLineElsewhere() {
        try (LiveLine line = new LiveLine(stream, false)) {
            line.show("one");
        }
        assertEquals("", written());
    }

    @Test
    void shouldNotColourWhatIsNoTerminal() {
        final Terminal terminal = Terminal.ofStreams(bytes, new ByteArrayOutputStream());
        terminal.printScene("Record", "what");
        terminal.printVerdict(true, "kept");
        terminal.printVerdict(false, "broken");
        assertEquals(String.format("%nRecord  what%n  ok  kept%n  FAILED  broken%n"), written());
    }

    @Test
    void shouldColourAndWriteOverTheLineOnATerminal() {
        show(true, true, Map.of("TERM", "xterm"));
        assertEquals(String.format("  \u001b[32mok\u001b[0m  kept%n\r\u001b[Khalf\r\u001b[K"), written());
    }

    @Test
    void shouldNotColourWhenTheUserWantsNoColours() {
        show(true, true, Map.of("TERM", "xterm", "NO_COLOR", "1"));
        assertEquals(String.format("  ok  kept%n\r\u001b[Khalf\r\u001b[K"), written());
    }

    @Test
    void shouldColourWhenTheWishForNoColoursIsEmpty() {
        show(true, false, Map.of("TERM", "xterm", "NO_COLOR", ""));
        assertEquals(String.format("  \u001b[32mok\u001b[0m  kept%n"), written());
    }

    @Test
    void shouldOnlyPrintLinesOnATerminalThatCanDoNothingElse() {
        show(true, true, Map.of("TERM", "dumb"));
        show(true, true, Map.of());
        assertEquals(String.format("  ok  kept%n  ok  kept%n"), written());
    }

    @Test
    void shouldAskEachStreamWhetherItIsATerminal() {
        show(false, true, Map.of("TERM", "xterm"));
        assertEquals(String.format("  ok  kept%n\r\u001b[Khalf\r\u001b[K"), written());
    }

    @Test
    void shouldPrintWhatTheLocaleCanShow() {
        show(false, false, Map.of("LANG", "C"), "\u2588");
        show(false, false, Map.of("LANG", "C.UTF-8"), "\u2588");
        assertEquals(String.format("  ok  ?%n  ok  \u2588%n"), written());
    }

    private void show(final boolean outIsTerminal, final boolean errIsTerminal, final Map<String, String> environment) {
        show(outIsTerminal, errIsTerminal, environment, "kept");
    }

    /** Both streams, in the order in which they are written. */
    private void show(final boolean outIsTerminal, final boolean errIsTerminal, final Map<String, String> environment,
        final String verdict) {
        final Terminal terminal = Terminal.of(bytes, outIsTerminal, bytes, errIsTerminal, environment);
        terminal.printVerdict(true, verdict);
        try (LiveLine line = terminal.liveLine()) {
            line.show("half");
        }
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
