package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClockTickTest {

    @Test
    void shouldBeAtLeastANanosecondAndNoLongPause() {
        final int tickNs = ClockTick.measureNs();
        assertTrue(tickNs >= 1 && tickNs <= 100, () -> "tick of " + tickNs + " ns");
    }
}
