package io.varve.kv;

import io.varve.StoreFullException;
import io.varve.log.FrameAppender;
import org.agrona.DirectBuffer;

/**
 * What a {@link KeyValueWriter} does, but without waiting for room or for anything to be durable: for whoever carries
 * commands of other threads to the writer. Only a value that is longer than one frame waits for the segments that its
 * pieces need. Lengths are not checked; who takes a command in has done that.
 *
 * <p>Every change returns a version, 1 or more, or a code of {@link KeyValueResult}; after {@link
 * KeyValueResult#BACK_PRESSURED} it is to be tried again. Used by the writer's thread, beside the writer or in its
 * place. Nothing allocates.
 */
public final class KeyValueCommands {

    /** How many expired keys a command takes out of the index on its way. */
    private static final int EXPIRED_ON_THE_WAY = 2;

    private final KeyValueStore store;
    private final KeyVersions versions;
    private final KeyValueOperations operations;
    private final BatchCommit batches;
    private final KeyExpiry expiry;
    private final CompactionDuty compaction;
    private final FrameAppender frames;
    private final int maxFrameValueLength;

    KeyValueCommands(final KeyValueStore store, final KeyVersions versions, final KeyValueOperations operations,
        final BatchCommit batches, final KeyExpiry expiry, final CompactionDuty compaction) {
        this.store = store;
        this.versions = versions;
        this.operations = operations;
        this.batches = batches;
        this.expiry = expiry;
        this.compaction = compaction;
        frames = versions.records().frames();
        maxFrameValueLength = store.config().maxFrameValueLength();
    }

    /** Make the calling thread the writer's. Whoever used it before is done, with a happens-before edge in between. */
    public void takeOver() {
        frames.takeOver();
    }

    /**
     * Put a value.
     *
     * @param options     condition, type and end.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes, at most {@link KeyValueConfig#maxValueLength()}.
     * @return the version, or a code.
     */
    public long put(final PutOptions options, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        if (isClosed()) {
            return KeyValueResult.CLOSED;
        }
        if (valueLength <= maxFrameValueLength) {
            return done(operations.put(options, key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                value.byteArray(), value.addressOffset() + valueOffset, valueLength));
        }
        try {
            return done(operations.putLong(options, key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                value.byteArray(), value.addressOffset() + valueOffset, valueLength));
        } catch (final StoreFullException ex) {
            return KeyValueResult.FULL;
        }
    }

    /**
     * Delete a key.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version of the delete, or a code.
     */
    public long delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return isClosed() ? KeyValueResult.CLOSED
            : done(operations.delete(0, true, key.byteArray(), key.addressOffset() + keyOffset, keyLength));
    }

    /**
     * Delete a key if it has a certain version.
     *
     * @param version   that the key must have.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version of the delete, or a code.
     */
    public long deleteIfVersion(
        final long version, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return isClosed() ? KeyValueResult.CLOSED
            : done(operations.delete(version, false, key.byteArray(), key.addressOffset() + keyOffset, keyLength));
    }

    /**
     * Add to a counter.
     *
     * @param delta     to be added.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version, and then {@link #counterValue()} is what the counter has become; or a code.
     */
    public long addAndGet(final long delta, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return isClosed() ? KeyValueResult.CLOSED
            : done(operations.addAndGet(delta, key.byteArray(), key.addressOffset() + keyOffset, keyLength));
    }

    /**
     * What the last counter has become that has a new version.
     *
     * @return the value.
     */
    public long counterValue() {
        return operations.counterValue();
    }

    /**
     * Append to a value.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param piece       that holds what is appended.
     * @param pieceOffset of it in {@code piece}.
     * @param pieceLength of it in bytes.
     * @return the version, or a code.
     */
    public long append(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer piece,
        final int pieceOffset, final int pieceLength) {
        if (isClosed()) {
            return KeyValueResult.CLOSED;
        }
        try {
            return done(operations.append(key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                piece.byteArray(), piece.addressOffset() + pieceOffset, pieceLength));
        } catch (final StoreFullException ex) {
            return KeyValueResult.FULL;
        }
    }

    /**
     * Say when a key ends. A time that is over deletes it.
     *
     * @param ms        since the Unix epoch, up to the year 2262; 0 for never.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version, or a code.
     */
    public long expireAt(final long ms, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return isClosed() ? KeyValueResult.CLOSED
            : done(operations.expireAt(ms, key.byteArray(), key.addressOffset() + keyOffset, keyLength));
    }

    /**
     * Commit a batch: all of its changes, or none.
     *
     * @param batch made by {@link KeyValueWriter#newBatch()}.
     * @return the version of its last record; 0 when it had nothing to store; or a code.
     */
    public long commit(final KeyValueBatch batch) {
        return isClosed() ? KeyValueResult.CLOSED : done(batches.commit(batch));
    }

    /**
     * Where the last record was appended, whichever command it was.
     *
     * @return its position, or -1 when there was none since the store was opened.
     */
    public long position() {
        return versions.position();
    }

    private boolean isClosed() {
        frames.checkOwner();
        if (store.index() == null) {
            return true;
        }
        expiry.doWork(EXPIRED_ON_THE_WAY);
        return false;
    }

    private long done(final long result) {
        if (result > 0) {
            compaction.wrote();
        }
        return result;
    }
}
