package io.varve.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RepeatedPeaksTest {

    private static final int OPERATIONS = 10_000;

    private final RepeatedPeaks peaks = new RepeatedPeaks(OPERATIONS);

    private void round(final int slow, final int slowNs) {
        for (int i = 0; i < OPERATIONS; i++) {
            peaks.record(i, i == slow ? slowNs : 100);
        }
        peaks.endRound();
    }

    @Test
    void shouldForgetWhatWasSlowAtAnotherPlaceEachTime() {
        round(1_000, 90_000);
        round(5_000, 90_000);
        round(9_999, 90_000);
        assertEquals(100, peaks.longestNs());
        assertEquals(0, peaks.blocksOver(50_000));
    }

    @Test
    void shouldKeepWhatWasSlowAtTheSamePlaceEveryTime() {
        round(5_000, 90_000);
        round(5_010, 70_000);
        round(5_001, 80_000);
        assertEquals(70_000, peaks.longestNs());
        assertEquals(4_864, peaks.longestAt());
        assertEquals(1, peaks.blocksOver(50_000));
        assertEquals(0, peaks.blocksOver(70_000));
    }
}
