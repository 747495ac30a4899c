package io.varve.kv.model;

import io.varve.kv.compaction.TombstoneRule;
import java.util.Set;

/** The ways from what is on the disk to an index, each for a log that ends at a given position. */
final class Recovery {

    private final SimulatedDisk disk;
    private final Variant variant;

    Recovery(final SimulatedDisk disk, final Variant variant) {
        this.disk = disk;
        this.variant = variant;
    }

    /** The end of the log when so many records are left: a batch without its last record is dropped. */
    int end(final int records) {
        int end = records;
        while (end > 0 && !disk.record(end - 1).complete() && variant != Variant.HALF_BATCH_KEPT) {
            end--;
        }
        return end;
    }

    /** The last sequence given out: what ROLL says in the last segment, brought forward by the records behind it. */
    long sequence(final int end) {
        if (end == 0) {
            return 0;
        }
        final int segment = disk.segmentOf(end - 1);
        if (!disk.isListed(segment)) {
            throw new WrongRecoveryException("the last segment with records, " + segment + ", is gone");
        }
        final boolean rolls = variant != Variant.SEQUENCE_FROM_RECORDS_LEFT;
        long sequence = rolls ? disk.sequence(disk.firstOf(segment)) : 0;
        for (int position = rolls ? disk.firstOf(segment) : 0; position < end; position++) {
            if (isReadable(position, Set.of())) {
                sequence = Math.max(sequence, disk.record(position).sequence());
            }
        }
        return sequence;
    }

    /** Reads the whole log in its order. */
    int[] byPosition(final int end, final Set<Integer> without) {
        final int[] index = SimulatedDisk.noEntries();
        replay(index, 0, end, without);
        return index;
    }

    /**
     * Reads the whole log in any order: the highest sequence wins, and of two copies the one that log order has last.
     * A reader in another process has that one in its index, and would not be led to the other.
     */
    int[] bySequence(final int end, final Set<Integer> without) {
        final int[] newest = SimulatedDisk.noEntries();
        for (int position = 0; position < end; position++) {
            final StoredRecord record = disk.record(position);
            if (isReadable(position, without) && isNewer(record, newest)) {
                newest[record.key()] = position;
            }
        }
        for (int key = 0; key < newest.length; key++) {
            if (newest[key] != SimulatedDisk.ABSENT && disk.record(newest[key]).tombstone()) {
                newest[key] = SimulatedDisk.ABSENT;
            }
        }
        return newest;
    }

    /**
     * Loads the checkpoint and replays from its start. What an entry into a segment that is gone has pointed at is
     * dead, unless a relocated record above sets the entry again.
     */
    int[] fromCheckpoint(final int end) {
        final Checkpoint checkpoint = disk.checkpoint();
        if (checkpoint.end() > end && variant != Variant.CHECKPOINT_BEFORE_FORCE_TRUSTED) {
            return bySequence(end, Set.of());
        }
        final int[] index = checkpoint.entries().clone();
        for (int key = 0; key < index.length; key++) {
            final int position = index[key];
            if (position >= end) {
                throw new WrongRecoveryException("the checkpoint points to " + position + ", which is gone");
            }
            if (position != SimulatedDisk.ABSENT && !isReadable(position, Set.of())
                && variant != Variant.CHECKPOINT_ENTRY_OF_GONE_SEGMENT_KEPT) {
                index[key] = SimulatedDisk.ABSENT;
            }
        }
        final boolean fromEnd = variant == Variant.REPLAY_FROM_CHECKPOINT_END;
        replay(index, fromEnd ? checkpoint.end() : checkpoint.start(), end, Set.of());
        for (final int position : index) {
            if (position != SimulatedDisk.ABSENT && !isReadable(position, Set.of())) {
                throw new WrongRecoveryException("the recovered index points to " + position + ", which is gone");
            }
        }
        return index;
    }

    void replay(final int[] index, final int start, final int end, final Set<Integer> without) {
        for (int position = start; position < end; position++) {
            if (!isReadable(position, without)) {
                continue;
            }
            final StoredRecord record = disk.record(position);
            final int key = record.key();
            if (!record.tombstone()) {
                index[key] = position;
            } else if (index[key] != SimulatedDisk.ABSENT && removes(record, disk.record(index[key]))) {
                index[key] = SimulatedDisk.ABSENT;
            }
        }
    }

    private boolean removes(final StoredRecord tombstone, final StoredRecord current) {
        return variant == Variant.MOVED_TOMBSTONE_UNCONDITIONAL
            || TombstoneRule.removes(tombstone.relocated(), tombstone.sequence(), current.sequence());
    }

    private boolean isNewer(final StoredRecord record, final int[] newest) {
        final int position = newest[record.key()];
        if (position == SimulatedDisk.ABSENT) {
            return true;
        }
        final long sequence = disk.record(position).sequence();
        return record.sequence() > sequence
            || record.sequence() == sequence && (record.tombstone() || variant != Variant.COPY_LEFT_BEHIND_WINS);
    }

    private boolean isReadable(final int position, final Set<Integer> without) {
        final int segment = disk.segmentOf(position);
        return disk.record(position).key() != StoredRecord.PADDING
            && disk.isListed(segment) && !without.contains(segment);
    }
}
