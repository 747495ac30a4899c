package io.varve.kv.crash;

import io.varve.io.sim.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a workload.
 *
 * @param kind   of the step.
 * @param number from which the step derives its keys, sizes and counts.
 */
record StoreOperation(Kind kind, long number) {

    /** What a step does, and how often it is drawn. */
    enum Kind {
        PUT(20),
        PUTS(24),
        PUT_ALL(1),
        DELETE(8),
        DELETES(8),
        DELETE_ALL(2),
        PUT_IF(8),
        DELETE_IF(3),
        READ(4),
        FORCE(4),
        WORK(14),
        SLICE(8),
        COMPACT(18),
        PAUSE(1),
        RESUME(5),
        STEP(4),
        REOPEN(2),
        CRASH(5),
        KILL(3),
        END_IN_COMPACTION(5),
        LOSE_MARK(1),
        CRASH_IN_CALL(8),
        KILL_IN_CALL(3),
        CRASH_IN_RECOVERY(3),
        FORCE_FAILS(2),
        NO_SPACE(2);

        private final int weight;

        boolean isCrash() {
            return compareTo(CRASH) >= 0;
        }

        Kind(final int weight) {
            this.weight = weight;
        }
    }

    static List<StoreOperation> generate(final long seed, final int count) {
        final SeededRandom random = new SeededRandom(seed);
        final Kind[] kinds = Kind.values();
        final int[] weights = new int[kinds.length];
        for (final Kind kind : kinds) {
            weights[kind.ordinal()] = kind.weight;
        }
        final List<StoreOperation> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(new StoreOperation(kinds[random.nextWeighted(weights)], random.nextLong() >>> 1));
        }
        return operations;
    }

    int number(final int bound) {
        return (int) (number % bound);
    }
}
