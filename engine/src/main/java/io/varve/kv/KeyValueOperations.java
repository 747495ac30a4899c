package io.varve.kv;

import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.record.KeyValueDescriptor;

/**
 * What the writer does with keys, without waiting: every method returns the version of the record that it has appended,
 * or a code of {@link KeyValueResult}, and then nothing was stored. Used by the writer's thread.
 */
final class KeyValueOperations {

    /** Put whatever is there. */
    static final int ALWAYS = 0;
    /** Put only when the key is not there. */
    static final int IF_ABSENT = 1;
    /** Put only when the key is there. */
    static final int IF_PRESENT = 2;
    /** Put only when the key has a version; 0 is that of a key that is not there. */
    static final int IF_VERSION = 3;

    private final KeyDirectory directory;
    private final RecordAppender records;
    private long position;
    private long replacedPosition;

    KeyValueOperations(final KeyDirectory directory, final RecordAppender records) {
        this.directory = directory;
        this.records = records;
        records.frames().sparesKept(1);
    }

    /** Position of the record that was appended last. */
    long position() {
        return position;
    }

    /** Position of the version that the last record has replaced, or -1. */
    long replacedPosition() {
        return replacedPosition;
    }

    RecordAppender records() {
        return records;
    }

    long put(final int condition, final long version, final int valueType, final long expireAt, final byte[] key,
        final long keyAt, final int keyLength, final byte[] value, final long valueAt, final int valueLength) {
        final boolean found = directory.find(key, keyAt, keyLength);
        if (condition != ALWAYS && !holds(condition, version)) {
            return KeyValueResult.CONFLICT;
        }
        records.record(KeyValueDescriptor.PUT, valueType, key, keyAt, keyLength).expireAt(expireAt);
        replace(found);
        final int frameLength = records.frameLength(valueLength);
        final long code = records.reserve(frameLength);
        return code < 0 ? code : commit(value, valueAt, valueLength, frameLength);
    }

    private boolean holds(final int condition, final long version) {
        final boolean present = directory.isFound() && !directory.isExpired(records.nowMs());
        return switch (condition) {
            case IF_ABSENT -> !present;
            case IF_PRESENT -> present;
            default -> version == (present ? directory.sequence() : 0);
        };
    }

    /** Let the record that is being described take the place of what was found. */
    private void replace(final boolean found) {
        if (found) {
            replacedPosition = directory.position();
            records.range(TombstoneRule.rangeStartOfSuccessor(directory.segment(), directory.rangeStart()))
                .replaces(replacedPosition);
        } else {
            replacedPosition = -1;
            records.range(TombstoneRule.NO_OLDER_VERSION);
        }
    }

    private long commit(final byte[] value, final long valueAt, final int valueLength, final int frameLength) {
        final long version = records.frames().nextSequence();
        final long appended = records.append(value, valueAt, valueLength, records.frames().timeNs());
        if (appended < 0) {
            return appended;
        }
        position = appended;
        directory.point(records.address(appended), frameLength);
        return version;
    }

    /** What makes room may use the segment that is kept in reserve. */
    private long reserveSpare(final int frameLength) {
        records.frames().sparesKept(0);
        final long code = records.reserve(frameLength);
        records.frames().sparesKept(1);
        return code;
    }

    long delete(final long version, final boolean anyVersion, final byte[] key, final long keyAt,
        final int keyLength) {
        final boolean found = directory.find(key, keyAt, keyLength);
        if (!found || directory.isExpired(records.nowMs())) {
            return anyVersion || version == 0 ? KeyValueResult.NOT_FOUND : KeyValueResult.CONFLICT;
        }
        if (!anyVersion && version != directory.sequence()) {
            return KeyValueResult.CONFLICT;
        }
        records.record(KeyValueDescriptor.DELETE, 0, key, keyAt, keyLength).rangeEnd(0);
        replace(true);
        final int frameLength = records.frameLength(0);
        final long code = reserveSpare(frameLength);
        if (code < 0) {
            return code;
        }
        records.rangeEnd(records.segment());
        final long deleted = records.frames().nextSequence();
        final long appended = records.append(null, 0, 0, records.frames().timeNs());
        if (appended < 0) {
            return appended;
        }
        position = appended;
        directory.remove();
        directory.tombstone(records.address(appended), frameLength, records.rangeStart());
        return deleted;
    }
}
