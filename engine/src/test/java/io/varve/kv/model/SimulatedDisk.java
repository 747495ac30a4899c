package io.varve.kv.model;

import io.varve.kv.compaction.ListedSegments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What a power loss leaves: the log up to any record behind the last force, the list of segments, the checkpoint and
 * the durable cursor. A position is the number of a record.
 *
 * <p>Beside it stands the truth, which no recovery may look at: the versions of all keys at every position.
 */
final class SimulatedDisk implements ListedSegments {

    static final int KEYS = 5;
    static final int ABSENT = -1;
    static final int NO_SEGMENT = -1;

    private final int segmentLength;
    private final List<StoredRecord> log = new ArrayList<>();
    private final List<StoredRecord[]> truth = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final TreeSet<Integer> listed = new TreeSet<>();
    private final TreeSet<Integer> files = new TreeSet<>();
    /** The truth at the end of the log, records of an open batch included. */
    private StoredRecord[] versions = new StoredRecord[KEYS];
    private Checkpoint checkpoint = new Checkpoint(noEntries(), 0, 0);
    private int cursorSegment = NO_SEGMENT;
    private int forced;

    SimulatedDisk(final int segmentLength) {
        this.segmentLength = segmentLength;
        truth.add(versions.clone());
        sequences.add(0L);
        addSegment(0);
    }

    static int[] noEntries() {
        final int[] entries = new int[KEYS];
        Arrays.fill(entries, ABSENT);
        return entries;
    }

    int append(final StoredRecord record) {
        final int position = log.size();
        final long last = sequences.get(position);
        if (!record.relocated()) {
            versions[record.key()] = record.tombstone() ? null : record;
        }
        log.add(record);
        truth.add(record.complete() ? versions.clone() : truth.get(position));
        sequences.add(record.relocated() ? last : record.sequence());
        addSegment(segmentOf(position));
        return position;
    }

    /** A batch lies in one segment. */
    void padUnlessFits(final int records) {
        if (log.size() % segmentLength + records > segmentLength) {
            while (log.size() % segmentLength != 0) {
                append(StoredRecord.padding());
            }
        }
    }

    void force() {
        forced = log.size();
    }

    void publish(final Checkpoint newCheckpoint) {
        checkpoint = newCheckpoint;
    }

    void unlist(final int segment) {
        listed.remove(segment);
    }

    void deleteFile(final int segment) {
        files.remove(segment);
    }

    void moveCursor(final int segment) {
        cursorSegment = segment;
    }

    /** The log keeps so much and begins a new history behind it. */
    void losePower(final int end) {
        log.subList(end, log.size()).clear();
        truth.subList(end + 1, truth.size()).clear();
        sequences.subList(end + 1, sequences.size()).clear();
        versions = truth.get(end).clone();
        files.retainAll(listed);
        forced = end;
    }

    void checkFiles() {
        if (!files.containsAll(listed)) {
            throw new WrongRecoveryException("a listed segment is missing");
        }
        if (cursorSegment != NO_SEGMENT && !isListed(cursorSegment)) {
            throw new WrongRecoveryException("the segment of the cursor is gone");
        }
    }

    @Override
    public int lowestFrom(final int segment) {
        final Integer lowest = listed.ceiling(segment);
        return lowest == null ? Integer.MAX_VALUE : lowest;
    }

    boolean isListed(final int segment) {
        return listed.contains(segment);
    }

    List<Integer> sealedSegments() {
        return List.copyOf(listed.headSet(segmentOf(Math.max(0, log.size() - 1))));
    }

    int segmentOf(final int position) {
        return position / segmentLength;
    }

    int firstOf(final int segment) {
        return segment * segmentLength;
    }

    StoredRecord record(final int position) {
        return log.get(position);
    }

    StoredRecord[] truth(final int end) {
        return truth.get(end);
    }

    /** The last sequence before a position; at the start of a segment its ROLL frame holds it. */
    long sequence(final int end) {
        return sequences.get(end);
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    int cursorSegment() {
        return cursorSegment;
    }

    int forced() {
        return forced;
    }

    int end() {
        return log.size();
    }

    private void addSegment(final int segment) {
        listed.add(segment);
        files.add(segment);
    }
}
