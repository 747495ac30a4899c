package io.varve.kv.model;

import io.varve.kv.compaction.ListedSegments;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.compaction.VictimRule;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Compaction of any sealed segment, in slices, with the decisions of the engine. */
final class ModelCompactor {

    private final SimulatedDisk disk;
    private final ModelStore store;
    private final Variant variant;
    /** Emptied segments that are still listed. */
    private final Map<Integer, Emptied> emptied = new TreeMap<>();
    private int victim = SimulatedDisk.NO_SEGMENT;
    private int next;
    private int endOfLastMove;

    ModelCompactor(final SimulatedDisk disk, final ModelStore store, final Variant variant) {
        this.disk = disk;
        this.store = store;
        this.variant = variant;
    }

    void slice(final Random random) {
        if (victim == SimulatedDisk.NO_SEGMENT && !chooseVictim(random)) {
            return;
        }
        final int end = disk.firstOf(victim + 1);
        for (int left = 1 + random.nextInt(end - disk.firstOf(victim)); left > 0 && next < end; left--) {
            relocate(next++);
        }
        if (next == end) {
            emptied.put(victim, new Emptied(disk.end(), endOfLastMove));
            victim = SimulatedDisk.NO_SEGMENT;
        }
    }

    /** Takes what may go from the list. */
    void release() {
        for (final int segment : List.copyOf(emptied.keySet())) {
            final boolean held = segment == disk.cursorSegment() && variant != Variant.CURSOR_ASKED_AFTER_LIST;
            if (!held && mayLeaveList(emptied.get(segment))) {
                drop(segment);
            }
        }
    }

    Set<Integer> emptied() {
        return emptied.keySet();
    }

    private boolean mayLeaveList(final Emptied segment) {
        return switch (variant) {
            case SEGMENT_DROPPED_WHEN_READERS_ARE_GONE -> true;
            case SEGMENT_DROPPED_BY_LAST_MOVE -> segment.endOfLastMove() <= disk.forced();
            default -> VictimRule.mayLeaveList(segment.end(), disk.forced());
        };
    }

    private void drop(final int segment) {
        disk.deleteFile(segment);
        if (variant != Variant.SEGMENT_DROPPED_BEFORE_LIST) {
            disk.unlist(segment);
        }
        emptied.remove(segment);
    }

    private boolean chooseVictim(final Random random) {
        final List<Integer> candidates =
            disk.sealedSegments().stream().filter(segment -> !emptied.containsKey(segment)).toList();
        if (candidates.isEmpty()) {
            return false;
        }
        victim = candidates.get(random.nextInt(candidates.size()));
        next = disk.firstOf(victim);
        endOfLastMove = 0;
        return true;
    }

    private void relocate(final int position) {
        final StoredRecord record = disk.record(position);
        if (record.key() == StoredRecord.PADDING) {
            return;
        }
        if (record.tombstone()) {
            if (!mayDrop(record)) {
                append(record.moved(record.rangeStart()));
            }
        } else if (record.expired(store.time())) {
            relocateExpired(record, position);
        } else if (store.entry(record.key()) == position) {
            final int rangeStart = variant == Variant.RANGE_KEPT_WHEN_PUT_MOVES
                ? record.rangeStart() : TombstoneRule.rangeStartOfRelocated(record.rangeStart(), victim, disk);
            store.setEntry(record.key(), append(record.moved(rangeStart)));
        }
    }

    private void relocateExpired(final StoredRecord record, final int position) {
        final boolean current = store.entry(record.key()) == position;
        if (current) {
            store.setEntry(record.key(), SimulatedDisk.ABSENT);
        }
        if (variant == Variant.EXPIRED_PUT_DROPPED
            || variant == Variant.EXPIRED_PUT_OUTSIDE_INDEX_DROPPED && !current) {
            return;
        }
        final int newest = store.entry(record.key());
        final int newestRangeStart = newest == SimulatedDisk.ABSENT
            ? TombstoneRule.NO_OLDER_VERSION : disk.record(newest).rangeStart();
        if (!TombstoneRule.mayDropExpired(record.rangeStart(), victim, newestRangeStart, disk)) {
            append(record.asTombstone(victim));
        }
    }

    private boolean mayDrop(final StoredRecord tombstone) {
        final ListedSegments listed =
            variant == Variant.TOMBSTONE_DROPPED_WHEN_OLDER_SEGMENT_IS_EMPTIED ? this::lowestNotEmptied : disk;
        return variant == Variant.TOMBSTONE_DROPPED_AT_ONCE
            || variant == Variant.TOMBSTONE_DROPPED_WHEN_KEY_LIVES_AGAIN
                && store.entry(tombstone.key()) != SimulatedDisk.ABSENT
            || TombstoneRule.mayDrop(tombstone.rangeStart(), tombstone.rangeEnd(), victim, listed);
    }

    private int lowestNotEmptied(final int from) {
        int segment = disk.lowestFrom(from);
        while (emptied.containsKey(segment)) {
            segment = disk.lowestFrom(segment + 1);
        }
        return segment;
    }

    private int append(final StoredRecord record) {
        final int position = disk.append(record);
        endOfLastMove = disk.end();
        return position;
    }

    /** What was true when the last record of a segment had been looked at. */
    private record Emptied(int end, int endOfLastMove) {
    }
}
