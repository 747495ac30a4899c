package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** With a clock that advances by a step at each reading, and by what the operation takes. */
class RateLoopTest {

    private static final int STEP_NS = 20;
    private static final long INTERVAL_NS = 2_000;
    private static final long SERVICE_NS = 100;
    private static final int COUNT = 10_000;

    private final RateLoop loop = new RateLoop(this::read);
    private long nowNs = 1;
    private long readings;
    private long gapAtReading = -1;
    private int calls;

    private long read() {
        nowNs += ++readings == gapAtReading ? 100 * INTERVAL_NS : STEP_NS;
        return nowNs;
    }

    @Test
    void shouldCountWhatWaitsBehindASlowOperationAsLate() {
        // One operation takes as long as a hundred intervals; it and most of those that waited answer late.
        final TrialValues values = run(COUNT / 2, 100 * INTERVAL_NS);
        assertEquals(COUNT, calls);
        assertTrue(loop.responsesOver(50 * INTERVAL_NS) >= 50);
        assertTrue(values.number("loop.response.p99.99") >= 90 * INTERVAL_NS);
        assertEquals(0, values.real("loop.in-gaps"));
        assertEquals(0, values.number("loop.gaps"));
    }

    @Test
    void shouldSetApartWhatIsLateBecauseOfAGap() {
        gapAtReading = 50_000;
        final TrialValues values = run(-1, 0);
        assertEquals(1, values.number("loop.gaps"));
        assertTrue(values.real("loop.in-gaps") >= 0.9);
        assertTrue(values.number("loop.response.p99.99") <= 2 * SERVICE_NS);
        assertTrue(loop.responsesOver(50 * INTERVAL_NS) >= 50);
    }

    @Test
    void shouldKeepTheTailOfAnOperationThatIsSlowByItself() {
        // No gap was seen, so none is expected while operations run.
        assertTrue(run(COUNT / 2, 5_000).number("loop.max") >= 5_000);
        assertTrue(loop.serviceOutsideGaps(99.999) >= 5_000);
    }

    private TrialValues run(final int slowCall, final long slowNs) {
        loop.run(() -> nowNs += calls++ == slowCall ? slowNs : SERVICE_NS, COUNT, INTERVAL_NS);
        final TrialValues values = new TrialValues();
        loop.put(values, "loop");
        return values;
    }
}
