package io.varve.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SparklineTest {

    private final Sparkline ascii = new Sparkline(false);

    @Test
    void shouldDrawOneBarForEachNumberOnALogarithmicScale() {
        assertEquals("_-=#", ascii.render(1, 12, 150, 10_000));
        assertEquals("\u2581\u2588", new Sparkline(true).render(5, 5_000));
    }

    @Test
    void shouldDrawAFlatSeriesFlat() {
        assertEquals("____", ascii.render(100, 101, 105, 120));
        assertEquals("_", ascii.render(0));
        assertEquals("", ascii.render());
    }
}
