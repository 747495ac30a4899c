package io.varve.kv.model;

import io.varve.kv.compaction.TombstoneRule;

/** The writer's side of the simulated store: its index and its operations. */
final class ModelStore {

    private final SimulatedDisk disk;
    private final Variant variant;
    private int[] index = SimulatedDisk.noEntries();
    private long sequence;
    private long time;

    ModelStore(final SimulatedDisk disk, final Variant variant) {
        this.disk = disk;
        this.variant = variant;
    }

    void put(final int key, final long expireAt, final boolean complete) {
        sequence++;
        index[key] = disk.append(
            new StoredRecord(false, key, sequence, rangeStart(key), 0, expireAt, false, complete));
    }

    /** Deletes a key that is visible; nothing is written for another one. */
    void delete(final int key, final boolean complete) {
        if (index[key] == SimulatedDisk.ABSENT || disk.record(index[key]).expired(time)) {
            return;
        }
        sequence++;
        final int rangeEnd = disk.segmentOf(disk.end());
        disk.append(new StoredRecord(
            true, key, sequence, rangeStart(key), rangeEnd, StoredRecord.NEVER, false, complete));
        index[key] = SimulatedDisk.ABSENT;
    }

    /** Active expiry: clears the entry and writes nothing. */
    void expire(final int key) {
        if (index[key] != SimulatedDisk.ABSENT && disk.record(index[key]).expired(time)) {
            index[key] = SimulatedDisk.ABSENT;
        }
    }

    void recover(final int[] recoveredIndex, final long recoveredSequence) {
        index = recoveredIndex;
        sequence = recoveredSequence;
    }

    void tick() {
        time++;
    }

    int entry(final int key) {
        return index[key];
    }

    void setEntry(final int key, final int position) {
        index[key] = position;
    }

    long time() {
        return time;
    }

    private int rangeStart(final int key) {
        final int old = index[key];
        if (old == SimulatedDisk.ABSENT) {
            return TombstoneRule.NO_OLDER_VERSION;
        }
        final int segment = disk.segmentOf(old);
        return variant == Variant.RANGE_NOT_TRANSITIVE
            ? segment : TombstoneRule.rangeStartOfSuccessor(segment, disk.record(old).rangeStart());
    }
}
