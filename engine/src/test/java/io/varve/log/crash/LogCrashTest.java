package io.varve.log.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.sim.Shrinker;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Crashes on a simulated disk; see {@link CrashRun}. A failure prints the shortest workload that shows it. */
class LogCrashTest {

    private static final int OPERATIONS = 150;

    @Test
    void shouldRecoverPrefixThatCoversEveryAcknowledgementAfterPowerLoss() {
        crash(1, 8, 150);
    }

    @Test
    @Tag("slow")
    void shouldRecoverPrefixThatCoversEveryAcknowledgementAfterFiftyThousandPowerLosses() {
        crash(1_000_000, 2_100, 50_000);
    }

    private static void crash(final long firstSeed, final int runs, final int atLeast) {
        long powerLosses = 0;
        int recoveries = 0;
        int cuts = 0;
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            final List<Operation> operations = Operation.generate(seed, OPERATIONS);
            final CrashRun run = new CrashRun(seed);
            try {
                run.run(operations);
            } catch (final RuntimeException | AssertionError failure) {
                throw new AssertionError(shortest(seed, operations, failure), failure);
            }
            powerLosses += run.powerLosses();
            recoveries += run.recoveries();
            cuts += run.cuts();
        }
        assertTrue(powerLosses >= atLeast, powerLosses + " power losses");
        assertTrue(
            cuts > recoveries / 20, cuts + " of " + recoveries + " recoveries cut anything: the disk is too kind");
    }

    private static String shortest(final long seed, final List<Operation> operations, final Throwable failure) {
        final List<Operation> few = Shrinker.shrink(operations, candidate -> fails(seed, candidate));
        return "seed " + seed + ": " + failure + "\nshortest workload:\n"
            + String.join("\n", few.stream().map(Operation::toString).toList());
    }

    private static boolean fails(final long seed, final List<Operation> operations) {
        try {
            new CrashRun(seed).run(operations);
            return false;
        } catch (final RuntimeException | AssertionError failure) {
            return true;
        }
    }
}
