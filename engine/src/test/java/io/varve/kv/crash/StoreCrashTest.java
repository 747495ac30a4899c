package io.varve.kv.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.sim.Shrinker;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Crashes on a simulated disk; see {@link StoreCrashRun}. A failure prints the shortest workload that shows it. */
class StoreCrashTest {

    private static final int OPERATIONS = 200;

    @Test
    void shouldHoldAPrefixThatCoversEveryAcknowledgementAfterCrashes() {
        crash(1, 4, 150);
    }

    @Test
    @Tag("slow")
    void shouldHoldAPrefixThatCoversEveryAcknowledgementAfterTensOfThousandsOfCrashes() {
        crash(1_000_000, 900, 30_000);
    }

    private static void crash(final long firstSeed, final int runs, final int atLeast) {
        final CrashCounts counts = new CrashCounts();
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            final List<StoreOperation> operations = StoreOperation.generate(seed, OPERATIONS);
            try {
                new StoreCrashRun(seed, counts).run(operations);
            } catch (final RuntimeException | AssertionError failure) {
                throw new AssertionError(shortest(seed, operations, failure) + "\nuntil then: " + counts, failure);
            }
        }
        assertTrue(counts.crashes() >= atLeast, counts::toString);
        assertTrue(counts.cuts > counts.recoveries / 20, () -> "the disk is too kind: " + counts);
        assertTrue(counts.removedSegments > runs && counts.movedRecords > runs && counts.movedTombstonesRead > 0
            && counts.movedPutsRead > 0 && counts.droppedTombstones > 0, counts::toString);
        assertTrue(counts.gaps > 0 && counts.crashesWhileMoving > 0 && counts.crashesInRemoval > 0, counts::toString);
    }

    private static String shortest(final long seed, final List<StoreOperation> operations, final Throwable failure) {
        final List<StoreOperation> few = Shrinker.shrink(operations, candidate -> fails(seed, candidate));
        return "seed " + seed + ": " + failure + "\nshortest workload:\n"
            + String.join("\n", few.stream().map(StoreOperation::toString).toList());
    }

    private static boolean fails(final long seed, final List<StoreOperation> operations) {
        try {
            new StoreCrashRun(seed, new CrashCounts()).run(operations);
            return false;
        } catch (final RuntimeException | AssertionError failure) {
            return true;
        }
    }
}
