package io.varve.kv.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Crashes on a simulated disk while long values are written and moved; see {@link ChunkCrashRun}. */
class ChunkCrashTest {

    @Test
    void shouldHoldWholeValuesAfterCrashes() {
        assertTrue(crash(1, 2, 100) > 20);
    }

    @Test
    @Tag("slow")
    void shouldHoldWholeValuesAfterHundredsOfCrashes() {
        assertTrue(crash(1_000, 40, 150) > 600);
    }

    private static int crash(final long firstSeed, final int runs, final int steps) {
        int crashes = 0;
        long removed = 0;
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            final ChunkCrashRun run = new ChunkCrashRun(seed);
            try {
                run.run(steps);
            } catch (final RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure, failure);
            }
            crashes += run.crashes();
            removed += run.removedSegments();
        }
        assertTrue(removed > 0, removed + " segments were removed");
        return crashes;
    }
}
