package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLoopTest {

    private static final long INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int COUNT = 400;

    private final RateLoop loop = new RateLoop();
    private int calls;

    @Test
    void shouldCountWhatWaitsBehindASlowOperationAsLate() {
        // One operation takes as long as a hundred intervals: half of those that follow answer more than 9 ms late.
        loop.run(() -> stall(calls == COUNT / 4 ? 100 * INTERVAL_NS : 0), COUNT, INTERVAL_NS);
        assertEquals(COUNT, calls);
        assertTrue(loop.responsesOver(45 * INTERVAL_NS) >= 50);
    }

    @Test
    void shouldKeepTheTailOfAnOperationThatIsSlowByItself() {
        // One of ten is slow: that many gaps cannot be expected while operations run.
        loop.run(() -> stall(calls % 10 == 0 ? 50_000 : 0), COUNT, INTERVAL_NS);
        assertTrue(loop.serviceOutsideGaps(99) >= 50_000);
    }

    private void stall(final long ns) {
        calls++;
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < ns) {
            Thread.onSpinWait();
        }
    }
}
