package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.frame.FrameDescriptor;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.record.KeyValueDescriptor;
import org.agrona.UnsafeApi;

/**
 * Commits batches: works out what every change does before anything is stored, lays all records into one batch of the
 * log, and then lets the index point at the last record of each key. Used by the writer's thread.
 */
final class BatchCommit {

    private final KeyVersions versions;
    private final KeyDirectory directory;
    private final RecordAppender records;
    /** Odd while a part of a batch can be found. */
    private final PaddedLong batchSequence;
    private final BatchKeys keys = new BatchKeys();
    private KeyValueBatch batch;
    /** The rest is what {@link #workOut} has found. */
    private int length;
    private int stored;
    private long firstVersion;
    /** Whether a change finds a record, and whether that has not expired; then its end and its version, else 0. */
    private boolean exists;
    private boolean present;
    private long presentExpireAt;
    private long presentVersion;
    /** What was loaded ahead of use, lest the compiler leaves it out. */
    private long touched;

    BatchCommit(final KeyVersions versions, final PaddedLong batchSequence) {
        this.versions = versions;
        this.batchSequence = batchSequence;
        directory = versions.directory();
        records = versions.records();
    }

    /** Returns the version of the last record, 0 when there is none to be stored, or a code. */
    long commit(final KeyValueBatch newBatch) {
        batch = newBatch;
        final long code = workOut();
        if (code < 0 || stored == 0) {
            return code;
        }
        final long room = records.beginBatch(length);
        if (room < 0) {
            return room;
        }
        final long timeNs = versions.clock().recordNs();
        final BatchEntry last = store(timeNs);
        if (last == null) {
            return KeyValueResult.FAILED;
        }
        records.frames().commitBatch();
        publish();
        versions.stored(last.position, last.replacedPosition, timeNs);
        return last.result;
    }

    private long workOut() {
        batch.failedAt(-1);
        keys.begin(batch);
        length = 0;
        stored = 0;
        firstVersion = records.frames().nextSequence();
        touch();
        for (int i = 0; i < batch.count(); i++) {
            final BatchEntry entry = batch.entry(i);
            final BatchEntry previous = keys.last(entry);
            versions.find(entry.hash, batch.bytes(), KeyValueBatch.at(entry.keyAt), entry.keyLength);
            entry.indexAddress = directory.address();
            entry.previous = previous;
            entry.isReplaced = false;
            final long code = workOut(entry);
            if (code < 0) {
                batch.failedAt(i);
                return code;
            }
            if (entry.isStored) {
                if (previous != null) {
                    previous.isReplaced = true;
                }
                keys.last(i);
            }
        }
        return 0;
    }

    /** Hash all keys, and let the lines of the index that are needed be loaded together. */
    private void touch() {
        long sum = 0;
        for (int i = 0; i < batch.count(); i++) {
            final BatchEntry entry = batch.entry(i);
            entry.hash = directory.hash(batch.bytes(), KeyValueBatch.at(entry.keyAt), entry.keyLength);
            sum += directory.touch(entry.hash);
        }
        touched = sum;
    }

    /** Look at what a change will find. */
    private void look(final BatchEntry entry) {
        final BatchEntry previous = entry.previous;
        if (previous == null) {
            exists = directory.isFound();
            presentExpireAt = exists ? directory.expireAt() : 0;
            presentVersion = exists ? directory.sequence() : 0;
        } else {
            exists = !previous.isDelete();
            presentExpireAt = previous.storedExpireAt;
            presentVersion = previous.result;
        }
        present = exists && !versions.isOver(presentExpireAt);
        if (!present) {
            presentExpireAt = 0;
            presentVersion = 0;
        }
    }

    /** Returns 0, or a code why the batch is refused. */
    private long workOut(final BatchEntry entry) {
        look(entry);
        entry.isStored = true;
        entry.storedExpireAt = 0;
        if (entry.isDelete()) {
            if (!present && entry.operation == BatchEntry.DELETE) {
                entry.isStored = false;
                entry.result = KeyValueResult.NOT_FOUND;
                return 0;
            }
            if (entry.operation == BatchEntry.DELETE_VERSION
                && !(present && presentVersion == entry.expectedVersion)) {
                return KeyValueResult.CONFLICT;
            }
        } else if (entry.isAdd()) {
            final long code = add(entry);
            if (code < 0) {
                return code;
            }
            entry.storedExpireAt = presentExpireAt;
        } else {
            if (!PutOptions.holds(entry.condition, entry.expectedVersion, present, presentVersion)) {
                return KeyValueResult.CONFLICT;
            }
            entry.storedExpireAt = entry.keepsExpiry ? presentExpireAt : entry.expireAt;
        }
        entry.result = firstVersion + stored++;
        entry.frameLength =
            KeyValueDescriptor.frameLength(entry.flags(exists), entry.keyLength, entry.valueLength);
        length += FrameDescriptor.alignedLength(entry.frameLength);
        noteReplaced(entry);
        return 0;
    }

    private long add(final BatchEntry entry) {
        long value = 0;
        if (present) {
            final BatchEntry previous = entry.previous;
            final int type = previous == null ? versions.valueType() : previous.storedType();
            if (!KeyValueOperations.isCounter(type)) {
                return KeyValueResult.NOT_A_COUNTER;
            }
            value = previous == null ? UnsafeApi.getLong(directory.memory(), versions.valueAt())
                : previous.counterValue;
        }
        final long sum = value + entry.delta;
        if (KeyValueOperations.isOverflow(value, entry.delta, sum)) {
            return KeyValueResult.OVERFLOW;
        }
        entry.counterValue = sum;
        UnsafeApi.putLong(batch.bytes(), KeyValueBatch.at(entry.valueAt), sum);
        return 0;
    }

    /** What the record will say of the version before; of one in the same batch it is known when that has its place. */
    private void noteReplaced(final BatchEntry entry) {
        entry.replacedPosition = -1;
        entry.rangeStart = TombstoneRule.NO_OLDER_VERSION;
        if (exists && entry.previous == null) {
            entry.replacedPosition = directory.position();
            entry.rangeStart = TombstoneRule.rangeStartOfSuccessor(directory.segment(), directory.rangeStart());
        }
    }

    /** Returns the last change that was stored, or null when the log has failed. */
    private BatchEntry store(final long timeNs) {
        BatchEntry last = null;
        for (int i = 0; i < batch.count(); i++) {
            final BatchEntry entry = batch.entry(i);
            if (entry.isStored) {
                describe(entry);
                entry.position = records.addToBatch(
                    batch.bytes(), KeyValueBatch.at(entry.valueAt), entry.valueLength, timeNs);
                if (entry.position < 0) {
                    return null;
                }
                last = entry;
            }
        }
        return last;
    }

    private void describe(final BatchEntry entry) {
        final BatchEntry previous = entry.previous;
        if (previous != null && !previous.isDelete()) {
            entry.replacedPosition = previous.position;
            entry.rangeStart = TombstoneRule.rangeStartOfSuccessor(records.segment(), previous.rangeStart);
        }
        final int kind = entry.isDelete() ? KeyValueDescriptor.DELETE : KeyValueDescriptor.PUT;
        records.record(kind, entry.isDelete() ? 0 : entry.storedType(), batch.bytes(),
            KeyValueBatch.at(entry.keyAt), entry.keyLength).expireAt(entry.storedExpireAt).range(entry.rangeStart);
        if (entry.replacedPosition >= 0) {
            records.replaces(entry.replacedPosition);
        }
        if (entry.isDelete()) {
            records.rangeEnd(records.segment());
        }
    }

    private void publish() {
        // The stores into the index release, so that who sees one of them sees the odd number.
        batchSequence.setRelease(batchSequence.getPlain() + 1);
        try {
            for (int i = 0; i < batch.count(); i++) {
                final BatchEntry entry = batch.entry(i);
                if (entry.isStored) {
                    countTombstone(entry);
                }
                if (entry.isStored && !entry.isReplaced) {
                    publish(entry);
                }
            }
        } catch (final OutOfMemoryError ex) {
            throw records.fail(ex);
        } finally {
            batchSequence.setRelease(batchSequence.getPlain() + 1);
        }
    }

    private void publish(final BatchEntry entry) {
        directory.seek(entry.hash, entry.indexAddress);
        if (!entry.isDelete()) {
            directory.point(records.address(entry.position), entry.frameLength);
            if (entry.storedExpireAt != 0) {
                versions.expired().noteExpiring();
            }
        } else if (directory.isFound()) {
            directory.remove();
        }
    }

    /** Every delete keeps a key dead, also one that another change has followed. */
    private void countTombstone(final BatchEntry entry) {
        if (entry.isDelete()) {
            directory.tombstone(records.address(entry.position), entry.frameLength, entry.rangeStart);
        }
    }
}
