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
        crash(1, 600);
    }

    @Test
    @Tag("slow")
    void shouldRecoverPrefixThatCoversEveryAcknowledgementAfterFiftyThousandPowerLosses() {
        crash(1_000_000, 60_000);
    }

    private static void crash(final long firstSeed, final int atLeast) {
        int crashes = 0;
        int cuts = 0;
        for (long seed = firstSeed; crashes < atLeast; seed++) {
            final List<Operation> operations = Operation.generate(seed, OPERATIONS);
            final CrashRun run = new CrashRun(seed);
            try {
                run.run(operations);
            } catch (final RuntimeException | AssertionError failure) {
                throw new AssertionError(shortest(seed, operations, failure), failure);
            }
            crashes += run.crashes();
            cuts += run.cuts();
        }
        assertTrue(cuts > crashes / 20, cuts + " of " + crashes + " crashes cut anything: the disk is too kind");
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
