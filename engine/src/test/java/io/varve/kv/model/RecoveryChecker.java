package io.varve.kv.model;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Compares what recoveries find with the truth. */
final class RecoveryChecker {

    private final SimulatedDisk disk;
    private final ModelStore store;
    private final ModelCompactor compactor;
    private final Recovery recovery;

    RecoveryChecker(
        final SimulatedDisk disk, final ModelStore store, final ModelCompactor compactor, final Recovery recovery) {
        this.disk = disk;
        this.store = store;
        this.compactor = compactor;
        this.recovery = recovery;
    }

    /** The store that runs, a recovery after a kill, and one after a power loss anywhere behind the last force. */
    void check(final Random random) {
        final int end = disk.end();
        final int[] index = SimulatedDisk.noEntries();
        for (int key = 0; key < index.length; key++) {
            index[key] = store.entry(key);
        }
        compare("the running index", index, end);
        compare("by position without emptied segments", recovery.byPosition(end, compactor.emptied()), end);
        compare("by sequence without emptied segments", recovery.bySequence(end, compactor.emptied()), end);
        recoveredIndex(end, random);
        recoveredIndex(recovery.end(randomEnd(random)), random);
    }

    /** What a reader in another process sees at the end of the log. */
    void check(final Follower follower) {
        compare("a follower", follower.follow(), disk.end());
    }

    /** How many records a power loss leaves. */
    int randomEnd(final Random random) {
        return disk.forced() + random.nextInt(disk.end() - disk.forced() + 1);
    }

    /** Recovers in every way, and gives back what one of them has found. */
    int[] recoveredIndex(final int end, final Random random) {
        disk.checkFiles();
        if (recovery.sequence(end) != disk.sequence(end)) {
            throw new WrongRecoveryException("a sequence would be given out again");
        }
        final int[] byPosition = recovery.byPosition(end, Set.of());
        final int[] bySequence = recovery.bySequence(end, Set.of());
        final int[] fromCheckpoint = recovery.fromCheckpoint(end);
        compare("by position", byPosition, end);
        compare("by sequence", bySequence, end);
        compare("from the checkpoint", fromCheckpoint, end);
        return List.of(byPosition, bySequence, fromCheckpoint).get(random.nextInt(3));
    }

    private void compare(final String way, final int[] index, final int end) {
        final StoredRecord[] truth = disk.truth(end);
        for (int key = 0; key < index.length; key++) {
            final StoredRecord found = index[key] == SimulatedDisk.ABSENT ? null : disk.record(index[key]);
            if (found != null && (found.key() != key || found.tombstone())) {
                throw new WrongRecoveryException(way + ": the entry of key " + key + " points at " + found);
            }
            if (visibleSequence(found) != visibleSequence(truth[key])) {
                throw new WrongRecoveryException(
                    way + ", log ends at " + end + ": key " + key + " is " + found + ", not " + truth[key]);
            }
        }
    }

    private long visibleSequence(final StoredRecord version) {
        return version == null || version.expired(store.time()) ? 0 : version.sequence();
    }
}
