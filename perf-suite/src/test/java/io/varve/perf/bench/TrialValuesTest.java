package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrialValuesTest {

    @Test
    void shouldComeBackFromALine() {
        final TrialValues values = new TrialValues().put("rate", 1.5).put("dir", "a b=c").put("records", 7);
        final TrialValues found = TrialValues.ofLine(values.toLine());
        assertEquals(1.5, found.real("rate"));
        assertEquals("a b=c", found.text("dir"));
        assertEquals(7, found.number("records"));
    }

    @Test
    void shouldTellOtherLinesApart() {
        assertNull(TrialValues.ofLine("rate=1"));
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThrows(IllegalArgumentException.class, () -> new TrialValues().text("rate"));
    }

    @Test
    void shouldTakeTheMiddleOfTrials() {
        final List<TrialValues> three = List.of(
            new TrialValues().put("x", 9), new TrialValues().put("x", 1), new TrialValues().put("x", 2));
        assertEquals(2, Median.of(three, "x"));
        assertEquals(5, Median.of(three.subList(0, 2), "x"));
    }
}
