package io.varve.kv.crash;

import io.varve.kv.Compaction;

/** What has happened in runs, so that a test can see that what it is about has happened at all. */
final class CrashCounts {

    long powerLosses;
    long kills;
    long recoveries;
    long cuts;
    /** Recoveries of a list that has gaps. */
    long gaps;
    long removedSegments;
    long movedRecords;
    long droppedTombstones;
    /** Copies that are tombstones and that a recovery has read. */
    long movedTombstonesRead;
    long movedPutsRead;
    /** Crashes between the choice of a victim and its end, after something of it was moved. */
    long crashesWhileMoving;
    /** Crashes that have left files of segments that the list does not name any more. */
    long crashesInRemoval;

    /** A store will not be used any more. */
    void ended(final Compaction compaction) {
        removedSegments += compaction.removedSegments();
        movedRecords += compaction.movedRecords();
        droppedTombstones += compaction.droppedTombstones();
    }

    /** The process that had a store open has ended, and nobody has opened it again. */
    void crashed(final Compaction compaction, final StoreOnDisk disk) {
        crashesInRemoval += disk.isRemovalUnfinished() ? 1 : 0;
        if (compaction.victims() > compaction.removedSegments() && compaction.movedRecords() > 0) {
            crashesWhileMoving++;
        }
    }

    long crashes() {
        return powerLosses + kills;
    }

    @Override
    public String toString() {
        return powerLosses + " power losses, " + kills + " kills, " + recoveries + " recoveries, " + cuts + " cuts, "
            + gaps + " lists with gaps, " + removedSegments + " segments removed, " + movedRecords
            + " records moved, " + droppedTombstones + " tombstones dropped; read by recovery: " + movedPutsRead
            + " moved puts, " + movedTombstonesRead + " moved tombstones; crashes while records moved: "
            + crashesWhileMoving + ", in removals: " + crashesInRemoval;
    }
}
