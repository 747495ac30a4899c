package io.varve.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LatencyRecorderTest {

    private final LatencyRecorder recorder = new LatencyRecorder();

    @Test
    void shouldShowAStallInTheResponseOfEveryOperationThatItDelayed() {
        final Schedule schedule = new Schedule(0, 1_000);
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            final long started = Math.max(now, schedule.intendedNs(i));
            now = started + (i == 500 ? 200_000_000 : 1_000);
            recorder.record(schedule.intendedNs(i), started, now);
        }
        assertEquals(1_000, recorder.service().percentile(99).getAsLong());
        assertTrue(recorder.response().percentile(95).getAsLong() > 50_000_000);
        assertEquals(recorder.service().max().getAsLong(), recorder.response().max().getAsLong());
    }

    @Test
    void shouldHandOverOneIntervalAtATime() {
        record(1, 100);
        assertEquals(0, recorder.pollInterval().count());
        assertNull(recorder.pollInterval());
        record(30, 200);
        final LatencySummary first = recorder.pollInterval();
        assertEquals(1, first.count());
        assertEquals(100, first.max().getAsLong());
        record(5, 300);
        assertEquals(30, recorder.pollInterval().count());
        assertEquals(36, recorder.service().count());
    }

    @Test
    void shouldRecordTimesOutOfRangeAsTheNearestInRange() {
        recorder.record(0, 0, Long.MAX_VALUE);
        recorder.record(10, 10, 5);
        assertEquals(2, recorder.service().count());
        assertTrue(recorder.service().max().getAsLong() >= LatencyHistogram.MAX_NS);
    }

    @Test
    void shouldCallOnlyLongTimesBetweenTwoLooksAGap() {
        final IdleGaps gaps = new IdleGaps(1_000);
        gaps.begin(0);
        gaps.observe(500);
        gaps.observe(1_500);
        gaps.observe(3_500);
        gaps.begin(1_000_000);
        gaps.observe(1_000_500);
        assertEquals(1, gaps.summary().count());
        assertEquals(1, gaps.countAbove(1_500));
        assertEquals(0, gaps.countAbove(2_500));
        assertEquals(0.5, gaps.lostShare());
    }

    private void record(final int count, final long ns) {
        for (int i = 0; i < count; i++) {
            recorder.record(0, 0, ns);
        }
    }
}
