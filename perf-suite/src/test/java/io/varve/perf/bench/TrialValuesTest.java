package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.HdrHistogram.Histogram;
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
    void shouldBringHistogramsBackButNotShowThem() {
        final Histogram times = RateLoop.newHistogram();
        times.recordValueWithCount(50, 1_000_000);
        times.recordValue(7_000_000_000L);
        final TrialValues values = new TrialValues().put("rate", 7).put("varve", times);
        final TrialValues found = TrialValues.ofLine(values.toLine());
        assertEquals(times, found.histogram("varve"));
        assertEquals(values.toLine(), found.toLine());
        assertArrayEquals(new String[] {"rate=7"}, found.toArguments());
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThrows(IllegalArgumentException.class, () -> new TrialValues().text("rate"));
        assertThrows(IllegalArgumentException.class, () -> new TrialValues().put("rate", 1).histogram("rate"));
    }

    @Test
    void shouldTakeTheMiddleOfTrials() {
        final List<TrialValues> three = List.of(
            new TrialValues().put("x", 9), new TrialValues().put("x", 1), new TrialValues().put("x", 2));
        assertEquals(2, Median.of(three, "x"));
        assertEquals(5, Median.of(three.subList(0, 2), "x"));
    }
}
