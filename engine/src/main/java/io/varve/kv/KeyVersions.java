package io.varve.kv;

import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;

/**
 * The key that the writer looks at, and how its next version is appended: nothing waits, every change returns the
 * version of the record or a negative code, and then nothing was stored. Used by the writer's thread.
 */
final class KeyVersions {

    private final KeyDirectory directory;
    private final RecordAppender records;
    private final StoreClock clock;
    private final ExpiredEntries expired;
    private byte[] key;
    private long keyAt;
    private int keyLength;
    private long position = -1;
    private long replacedPosition = -1;

    KeyVersions(final KeyDirectory directory, final RecordAppender records, final StoreClock clock,
        final ExpiredEntries expired) {
        this.directory = directory;
        this.records = records;
        this.clock = clock;
        this.expired = expired;
    }

    /** Position of the record that was appended last, or -1. */
    long position() {
        return position;
    }

    /** Position of the version that the last record has replaced, or -1. */
    long replacedPosition() {
        return replacedPosition;
    }

    KeyDirectory directory() {
        return directory;
    }

    RecordAppender records() {
        return records;
    }

    StoreClock clock() {
        return clock;
    }

    ExpiredEntries expired() {
        return expired;
    }

    /** Memory of the key that was looked up last. */
    byte[] key() {
        return key;
    }

    long keyAt() {
        return keyAt;
    }

    int keyLength() {
        return keyLength;
    }

    /** Look a key up, for the methods below. */
    void find(final byte[] memory, final long at, final int length) {
        find(directory.hash(memory, at, length), memory, at, length);
    }

    /** Look a key up whose hash is known. */
    void find(final long hash, final byte[] memory, final long at, final int length) {
        key = memory;
        keyAt = at;
        keyLength = length;
        directory.find(hash, memory, at, length);
    }

    /** Look the same key up again, after waiting. */
    void findAgain() {
        find(key, keyAt, keyLength);
    }

    /** Whether the key was found and has not expired. */
    boolean isPresent() {
        return directory.isFound() && !isOver(directory.expireAt());
    }

    /** Whether a time is over for the command. */
    boolean isOver(final long expireAt) {
        return expireAt != 0 && expireAt <= clock.commandNowMs();
    }

    int valueType() {
        return KeyValueDescriptor.valueType(directory.head());
    }

    /** Whether the value lies in chunks, and what lies at {@link #valueAt()} is their list. */
    boolean isChunked() {
        return KeyValueDescriptor.isChunked(directory.head());
    }

    int valueLength() {
        return isChunked() ? (int) ChunkList.valueLength(directory.memory(), valueAt()) : storedLength();
    }

    /** How many bytes there are at {@link #valueAt()}. */
    int storedLength() {
        return KeyValueDescriptor.frameLength(directory.memory(), directory.frame())
            - KeyValueDescriptor.valueOffset(directory.head());
    }

    /** Address of the value in the memory of the directory. */
    long valueAt() {
        return directory.frame() + KeyValueDescriptor.valueOffset(directory.head());
    }

    long put(final int valueType, final long expireAt, final byte[] value, final long valueAt, final int valueLength) {
        return put(valueType, expireAt, 0, 0, value, valueAt, valueLength);
    }

    /** Put a value whose chunks were appended. */
    long put(final int valueType, final long expireAt, final ChunkRun chunks) {
        return put(true, valueType, expireAt, 0, 0, chunks.list(), ChunkRun.LIST_AT, chunks.listLength());
    }

    /** Put the value again that was found, with another end; the chunks that it may have stay where they are. */
    long keep(final long expireAt) {
        return put(isChunked(), valueType(), expireAt, storedLength(), 0, null, 0, 0);
    }

    /** Put what is kept of the value that was found, and a piece at an offset over it. */
    long put(final int valueType, final long expireAt, final int kept, final int offset, final byte[] piece,
        final long pieceAt, final int pieceLength) {
        return put(false, valueType, expireAt, kept, offset, piece, pieceAt, pieceLength);
    }

    private long put(final boolean chunked, final int valueType, final long expireAt, final int kept,
        final int offset, final byte[] piece, final long pieceAt, final int pieceLength) {
        records.record(KeyValueDescriptor.PUT, valueType, key, keyAt, keyLength).expireAt(expireAt);
        if (chunked) {
            records.chunked();
        }
        final long replaced = replace();
        final int frameLength = records.frameLength(Math.max(kept, offset + pieceLength));
        final long code = records.reserve(frameLength);
        if (code < 0) {
            return code;
        }
        final long version = records.frames().nextSequence();
        final long timeNs = clock.recordNs();
        final long appended = records.append(directory.memory(), kept == 0 ? 0 : valueAt(), kept, offset, piece,
            pieceAt, pieceLength, timeNs);
        if (appended < 0) {
            return appended;
        }
        try {
            if (chunked) {
                directory.pointAtChunks(records.address(appended), frameLength);
            } else {
                directory.point(records.address(appended), frameLength);
            }
        } catch (final OutOfMemoryError ex) {
            throw records.fail(ex);
        }
        stored(appended, replaced, timeNs);
        if (expireAt != 0) {
            expired.noteExpiring();
        }
        return version;
    }

    /** Delete the key that was found. */
    long delete() {
        records.record(KeyValueDescriptor.DELETE, 0, key, keyAt, keyLength).rangeEnd(0);
        final long replaced = replace();
        final int frameLength = records.frameLength(0);
        final long code = records.reserveSpare(frameLength);
        if (code < 0) {
            return code;
        }
        records.rangeEnd(records.segment());
        final long version = records.frames().nextSequence();
        final long timeNs = clock.recordNs();
        final long appended = records.append(null, 0, 0, 0, null, 0, 0, timeNs);
        if (appended < 0) {
            return appended;
        }
        directory.remove();
        directory.tombstone(records.address(appended), frameLength, records.rangeStart());
        stored(appended, replaced, timeNs);
        return version;
    }

    /** Let the record that is being described take the place of what was found; returns where that lies, or -1. */
    private long replace() {
        if (!directory.isFound()) {
            records.range(TombstoneRule.NO_OLDER_VERSION);
            return -1;
        }
        final long replaced = directory.position();
        records.range(TombstoneRule.rangeStartOfSuccessor(directory.segment(), directory.rangeStart()))
            .replaces(replaced);
        return replaced;
    }

    /** A record can be found, or its key no more. */
    void stored(final long at, final long replaced, final long timeNs) {
        position = at;
        replacedPosition = replaced;
        clock.applied(timeNs);
    }
}
