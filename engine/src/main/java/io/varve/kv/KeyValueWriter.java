package io.varve.kv;

import io.varve.Durability;
import io.varve.log.FrameAppender;
import io.varve.settings.Rule;
import org.agrona.DirectBuffer;

/**
 * Changes the keys of a store. One object, used by one thread: the first thread that changes something owns it.
 *
 * <p>Every method waits where it must: for a segment to be ready, and at {@link Durability#BATCH} and
 * {@link Durability#RECORD} for the record to be durable. It returns the version of the record, 1 or more, or a code of
 * {@link KeyValueResult}. A version is the sequence of the record in the log: the next change of any key has a higher
 * one. Nothing allocates.
 */
public final class KeyValueWriter {

    private final KeyValueStore store;
    private final KeyValueOperations operations;
    private final CompactionDuty compaction;
    private final FrameAppender frames;
    private final int maxKeyLength;
    private final int maxValueLength;
    private final boolean waits;

    KeyValueWriter(final KeyValueStore store, final KeyValueOperations operations,
        final CompactionDuty compaction, final KeyValueConfig config) {
        this.store = store;
        this.operations = operations;
        this.compaction = compaction;
        frames = operations.records().frames();
        maxKeyLength = config.maxKeyLength();
        maxValueLength = config.maxFrameValueLength();
        waits = config.log().durability().waits();
    }

    /**
     * Put a value.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes, 1 to {@link KeyValueConfig#maxKeyLength()}.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes, 0 or more.
     * @return the version.
     * @throws io.varve.ConfigurationException when a length is out of range, or the thread not the owner.
     * @throws io.varve.StoreFullException     when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException   when the store has failed.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long put(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(KeyValueOperations.ALWAYS, 0, 0, 0, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value if the key is not there.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the version, or {@link KeyValueResult#CONFLICT} when the key is there.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long putIfAbsent(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(
            KeyValueOperations.IF_ABSENT, 0, 0, 0, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value if the key is there.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the version, or {@link KeyValueResult#CONFLICT} when the key is not there.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long replace(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(
            KeyValueOperations.IF_PRESENT, 0, 0, 0, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value if the key has a certain version.
     *
     * @param version     that the key must have; 0 when it must not be there.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the new version, or {@link KeyValueResult#CONFLICT} when the key has another one.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long putIfVersion(final long version, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        return put(KeyValueOperations.IF_VERSION, version, 0, 0, key, keyOffset, keyLength, value, valueOffset,
            valueLength);
    }

    private long put(final int condition, final long version, final int valueType, final long expireAt,
        final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        checkKey(key, keyOffset, keyLength);
        if (valueLength < 0 || valueLength > maxValueLength) {
            Rule.check(false, "valueLength", valueLength, "must be from 0 to " + maxValueLength);
        }
        value.boundsCheck(valueOffset, valueLength);
        long result;
        do {
            result = operations.put(condition, version, valueType, expireAt, key.byteArray(),
                key.addressOffset() + keyOffset, keyLength, value.byteArray(), value.addressOffset() + valueOffset,
                valueLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Delete a key.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version of the delete, or {@link KeyValueResult#NOT_FOUND}, and then nothing is stored.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return delete(0, true, key, keyOffset, keyLength);
    }

    /**
     * Delete a key if it has a certain version.
     *
     * @param version   that the key must have.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version of the delete, or {@link KeyValueResult#CONFLICT} when the key has another version or is not
     *     there.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long deleteIfVersion(final long version, final DirectBuffer key, final int keyOffset,
        final int keyLength) {
        return delete(version, false, key, keyOffset, keyLength);
    }

    private long delete(final long version, final boolean anyVersion, final DirectBuffer key, final int keyOffset,
        final int keyLength) {
        checkKey(key, keyOffset, keyLength);
        long result;
        do {
            result = operations.delete(
                version, anyVersion, key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    private void checkKey(final DirectBuffer key, final int offset, final int length) {
        frames.checkOwner();
        if (store.index() == null) {
            store.throwIfClosed();
        }
        if (length <= 0 || length > maxKeyLength) {
            KeyValueReader.refuseKey(length, maxKeyLength);
        }
        key.boundsCheck(offset, length);
    }

    private boolean awaitRoom(final long code) {
        frames.awaitRoom(code);
        return true;
    }

    /**
     * Do what is left to do when there is nothing else: move a slice of what compaction has found.
     *
     * @return how much was done; 0 when there was nothing to do.
     * @throws io.varve.ConfigurationException when the thread is not the owner.
     */
    public int doWork() {
        frames.checkOwner();
        return store.index() == null ? 0 : compaction.idle();
    }

    private long done(final long result) {
        if (result > 0) {
            compaction.wrote();
        }
        if (waits && result > 0) {
            frames.awaitLevel(operations.position());
        }
        return result;
    }

    /**
     * Where the last record was appended.
     *
     * @return its position; it is durable when {@link KeyValueStore#durablePosition()} is greater.
     */
    public long position() {
        return operations.position();
    }

    /**
     * Where the version lies that the last put or delete has replaced.
     *
     * @return its position, or -1 when there was none.
     */
    public long replacedPosition() {
        return operations.replacedPosition();
    }
}
