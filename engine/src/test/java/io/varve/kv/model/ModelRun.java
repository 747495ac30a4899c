package io.varve.kv.model;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A random history of one store through kills and power losses; every recovery is checked after every step. */
final class ModelRun {

    private static final int WRITES = 53;

    private final Random random;
    private final SimulatedDisk disk;
    private final Variant variant;
    private final ModelStore store;
    private final Recovery recovery;
    private ModelCompactor compactor;
    private ModelCheckpointer checkpointer;
    private Follower follower;
    /** No application writes: the times in which expiry and compaction alone change the store. */
    private boolean quiet;

    ModelRun(final Variant variant, final long seed) {
        this.variant = variant;
        random = new Random(seed);
        disk = new SimulatedDisk(2 + random.nextInt(4));
        store = new ModelStore(disk, variant);
        recovery = new Recovery(disk, variant);
        start();
    }

    /** Runs until the first wrong recovery and says what it was. */
    Optional<String> run(final int steps) {
        for (int step = 0; step < steps; step++) {
            try {
                step();
                checker().check(random);
            } catch (final WrongRecoveryException wrong) {
                return Optional.of("step " + step + ": " + wrong.getMessage());
            }
        }
        return Optional.empty();
    }

    private void step() {
        store.tick();
        if (random.nextInt(15) == 0) {
            quiet = !quiet;
        }
        final int dice = quiet ? WRITES + random.nextInt(100 - WRITES) : random.nextInt(100);
        if (dice < 34) {
            store.put(randomKey(), randomExpiry(), true);
        } else if (dice < 48) {
            store.delete(randomKey(), true);
        } else if (dice < WRITES) {
            batch();
        } else if (dice < 56) {
            store.expire(randomKey());
        } else if (dice < 59) {
            checker().check(follower);
        } else if (dice < 60) {
            follower = new Follower(disk, recovery);
        } else if (dice < 78) {
            compactor.slice(random);
        } else if (dice < 88) {
            checkpointer.step(random);
        } else if (dice < 92) {
            compactor.release();
        } else if (dice < 95) {
            disk.force();
        } else if (dice < 97) {
            disk.moveCursor(randomSegment());
        } else {
            crash();
        }
    }

    private void batch() {
        disk.padUnlessFits(2);
        if (random.nextBoolean()) {
            store.delete(randomKey(), false);
        } else {
            store.put(randomKey(), randomExpiry(), false);
        }
        store.put(randomKey(), randomExpiry(), true);
    }

    /** A kill leaves the whole log, a power loss any end of it behind the last force; both forget the memory. */
    private void crash() {
        final int end = random.nextBoolean() ? disk.end() : recovery.end(checker().randomEnd(random));
        final int[] index = checker().recoveredIndex(end, random);
        final long sequence = recovery.sequence(end);
        disk.losePower(end);
        store.recover(index, sequence);
        start();
    }

    private void start() {
        checkpointer = new ModelCheckpointer(disk, store, variant);
        compactor = new ModelCompactor(disk, store, variant);
        follower = new Follower(disk, recovery);
    }

    private RecoveryChecker checker() {
        return new RecoveryChecker(disk, store, compactor, recovery);
    }

    private int randomKey() {
        return random.nextInt(SimulatedDisk.KEYS);
    }

    private long randomExpiry() {
        return random.nextInt(3) == 0 ? store.time() + 1 + random.nextInt(25) : StoredRecord.NEVER;
    }

    private int randomSegment() {
        final List<Integer> sealed = disk.sealedSegments();
        return sealed.isEmpty() || random.nextBoolean()
            ? SimulatedDisk.NO_SEGMENT : sealed.get(random.nextInt(sealed.size()));
    }
}
