package io.varve.log.crash;

import io.varve.io.sim.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a workload.
 *
 * @param kind   of the step.
 * @param number from which the step derives its sizes and places.
 */
record Operation(Kind kind, long number) {

    /** What a step does, and how often it is drawn. */
    enum Kind {
        APPEND(40),
        APPEND_LARGE(4),
        CLAIM(8),
        CLAIM_ABORT(4),
        BATCH(10),
        BATCH_ABORT(4),
        EXTERNAL(3),
        ROLL(2),
        FORCE(8),
        CURSOR(4),
        WORK(20),
        STEP(8),
        REOPEN(3),
        CRASH(5),
        KILL(2),
        CRASH_IN_CALL(6),
        CRASH_IN_RECOVERY(4),
        FORCE_FAILS(2),
        NO_SPACE(2);

        private final int weight;

        Kind(final int weight) {
            this.weight = weight;
        }
    }

    static List<Operation> generate(final long seed, final int count) {
        final SeededRandom random = new SeededRandom(seed);
        int total = 0;
        for (final Kind kind : Kind.values()) {
            total += kind.weight;
        }
        final List<Operation> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(new Operation(draw(random, total), random.nextLong() >>> 1));
        }
        return operations;
    }

    private static Kind draw(final SeededRandom random, final int total) {
        int left = random.nextInt(total);
        for (final Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights changed");
    }

    int number(final int bound) {
        return (int) (number % bound);
    }
}
