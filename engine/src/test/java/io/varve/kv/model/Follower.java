package io.varve.kv.model;

import java.util.Set;

/** A reader in another process: an index of its own, from the checkpoint, which follows the log now and then. */
final class Follower {

    private final SimulatedDisk disk;
    private final Recovery recovery;
    private final int[] index;
    private int position;

    Follower(final SimulatedDisk disk, final Recovery recovery) {
        this.disk = disk;
        this.recovery = recovery;
        position = disk.end();
        index = recovery.fromCheckpoint(position);
    }

    /**
     * Follows the log to its end, over segments that are gone. An entry into one of these is a dead one unless a
     * relocated record above sets it again.
     */
    int[] follow() {
        for (int key = 0; key < index.length; key++) {
            if (index[key] != SimulatedDisk.ABSENT && !disk.isListed(disk.segmentOf(index[key]))) {
                index[key] = SimulatedDisk.ABSENT;
            }
        }
        recovery.replay(index, position, disk.end(), Set.of());
        position = disk.end();
        return index;
    }
}
