package io.varve.kv;

import io.varve.Durability;
import io.varve.agent.PaddedLong;
import io.varve.frame.FrameDescriptor;
import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameAppender;
import io.varve.log.LogFoundation;
import io.varve.settings.Rule;
import org.agrona.DirectBuffer;

/**
 * Changes the keys of a store. One object, used by one thread: the first thread that changes something owns it.
 *
 * <p>Every method waits where it must: for a segment to be ready, and at {@link Durability#BATCH} and
 * {@link Durability#RECORD} for the record to be durable. It returns the version of the record, 1 or more, or a code of
 * {@link KeyValueResult}. A version is the sequence of the record in the log: the next change of any key has a higher
 * one. Nothing allocates.
 *
 * <p>A key whose time is over is not there for any condition; conditions go by the time of their own call.
 */
public final class KeyValueWriter {

    /** Put whatever is there. */
    static final PutOptions PLAIN = new PutOptions();
    /** Put if the key is not there. */
    static final PutOptions IF_ABSENT = new PutOptions().ifAbsent();
    private static final PutOptions IF_PRESENT = new PutOptions().ifPresent();

    /** How many expired keys an operation takes out of the index on its way, and a duty cycle. */
    private static final int EXPIRED_ON_THE_WAY = 2;
    private static final int EXPIRED_IN_A_CYCLE = 256;

    private final KeyValueStore store;
    private final KeyValueConfig config;
    private final KeyVersions versions;
    private final KeyValueOperations operations;
    private final VersionRestorer restorer;
    private final BatchCommit batches;
    private final KeyExpiry expiry;
    private final KeyValueCommands commands;
    private final CompactionDuty compaction;
    private final FrameAppender frames;
    private final PutOptions ifVersion = new PutOptions();
    private final int maxKeyLength;
    private final LongValues longValues;
    private final int maxValueLength;
    private final int maxFrameValueLength;
    private final boolean waits;

    KeyValueWriter(final KeyValueStore store, final LogFoundation foundation, final SegmentSlots slots,
        final KeyVersions versions, final CompactionDuty compaction, final PaddedLong batchSequence,
        final UnlistedChunks unlisted) {
        this.store = store;
        this.compaction = compaction;
        this.versions = versions;
        config = store.config();
        maxKeyLength = config.maxKeyLength();
        maxValueLength = config.maxValueLength();
        maxFrameValueLength = config.maxFrameValueLength();
        waits = config.log().durability().waits();
        frames = versions.records().frames();
        longValues = new LongValues(versions, slots, unlisted, maxFrameValueLength);
        operations = new KeyValueOperations(versions, longValues, maxValueLength);
        restorer = new VersionRestorer(versions, longValues, slots, foundation, config);
        batches = new BatchCommit(versions, batchSequence);
        expiry = new KeyExpiry(versions.expired(), versions.directory(), versions.clock());
        commands = new KeyValueCommands(store, versions, operations, batches, expiry, compaction);
    }

    /**
     * Put a value of type 0, for ever.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes, 1 to {@link KeyValueConfig#maxKeyLength()}.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes, 0 to {@link KeyValueConfig#maxValueLength()}; see {@link #newUpload()}
     *                    for one that is not in one buffer.
     * @return the version.
     * @throws io.varve.ConfigurationException when a length is out of range, or the thread not the owner.
     * @throws io.varve.StoreFullException     when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException   when the store has failed.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long put(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(PLAIN, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value of type 0, for ever, if the key is not there.
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
        return put(IF_ABSENT, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value of type 0, for ever, if the key is there.
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
        return put(IF_PRESENT, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value of type 0, for ever, if the key has a certain version.
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
        return put(ifVersion.ifVersion(version), key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value as options say. With an end that is over the key is gone at once, and so is its former version.
     *
     * @param options     condition, type and end; the writer keeps nothing of it.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the version, or {@link KeyValueResult#CONFLICT} when the condition does not hold.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long put(final PutOptions options, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        begin(key, keyOffset, keyLength);
        if (valueLength < 0 || valueLength > maxFrameValueLength) {
            checkValue(value, valueOffset, valueLength);
            return done(operations.putLong(options, key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                value.byteArray(), value.addressOffset() + valueOffset, valueLength));
        }
        value.boundsCheck(valueOffset, valueLength);
        return done(put(options, key.byteArray(), key.addressOffset() + keyOffset, keyLength, value.byteArray(),
            value.addressOffset() + valueOffset, valueLength));
    }

    /** Put a value that fits one frame. */
    long put(final PutOptions options, final byte[] key, final long keyAt, final int keyLength, final byte[] value,
        final long valueAt, final int valueLength) {
        long result;
        do {
            result = operations.put(options, key, keyAt, keyLength, value, valueAt, valueLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return result;
    }

    /**
     * A way to put values that come in pieces.
     *
     * @return one with nothing open, to be used again and again.
     */
    public KeyValueUpload newUpload() {
        return new KeyValueUpload(this, operations, versions, longValues, maxValueLength);
    }

    /**
     * Put many values. Each put is one of its own: when an exception ends the call, those that have a version were put.
     *
     * @param options for all of them. No value may be longer than {@link KeyValueConfig#maxFrameValueLength()}.
     * @param request keys and values, and then what became of them.
     * @return how many were put.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int multiPut(final PutOptions options, final KeyValueMultiPut request) {
        begin();
        request.keys().check(maxKeyLength);
        if (request.longestValue() > maxFrameValueLength) {
            Rule.check(false, "valueLength", request.longestValue(), "must be from 0 to " + maxFrameValueLength
                + " among many; a longer value is put by itself");
        }
        request.prepare(0, versions.directory());
        int put = 0;
        for (int i = 0; i < request.count(); i++) {
            long result = request.put(i, versions, operations, options);
            while (KeyValueResult.isRefused(result) && awaitRoom(result)) {
                // Another index may have taken the place of the one whose hashes these were.
                request.prepare(i, versions.directory());
                result = request.put(i, versions, operations, options);
            }
            put += result > 0 ? 1 : 0;
        }
        done(put);
        return put;
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
        begin(key, keyOffset, keyLength);
        long result;
        do {
            result = operations.delete(
                version, anyVersion, key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Add to a counter. A counter is a value of 8 bytes, little-endian, with a type of its own; a key that is not there
     * counts as 0. The counter keeps its end.
     *
     * @param delta     to be added.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the version, and then {@link #counterValue()} is what the counter has become; {@link
     *     KeyValueResult#NOT_A_COUNTER} when there is another value; {@link KeyValueResult#OVERFLOW} when the sum does
     *     not fit into 64 bits.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long addAndGet(final long delta, final DirectBuffer key, final int keyOffset, final int keyLength) {
        begin(key, keyOffset, keyLength);
        long result;
        do {
            result = operations.addAndGet(delta, key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * What the last {@link #addAndGet addAndGet} that has returned a version has made of its counter.
     *
     * @return the value.
     */
    public long counterValue() {
        return operations.counterValue();
    }

    /**
     * Append to a value, which keeps its type and its end. A key that is not there begins with an empty value of type
     * 0.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param piece       that holds what is appended.
     * @param pieceOffset of it in {@code piece}.
     * @param pieceLength of it in bytes.
     * @return the version, or {@link KeyValueResult#TOO_LARGE}, or {@link KeyValueResult#WRONG_TYPE} for a counter.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long append(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer piece,
        final int pieceOffset, final int pieceLength) {
        begin(key, keyOffset, keyLength);
        checkValue(piece, pieceOffset, pieceLength);
        long result;
        do {
            result = operations.append(key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                piece.byteArray(), piece.addressOffset() + pieceOffset, pieceLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Overwrite part of a value, which keeps its type and its end. It grows where needed, and a gap is filled with
     * zeros. A key that is not there begins with an empty value of type 0.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param offset      in the value of the first byte to be overwritten, 0 or more.
     * @param piece       that holds the new bytes.
     * @param pieceOffset of them in {@code piece}.
     * @param pieceLength how many there are.
     * @return the version, or {@link KeyValueResult#TOO_LARGE}, or {@link KeyValueResult#WRONG_TYPE} for a counter.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long setRange(final DirectBuffer key, final int keyOffset, final int keyLength, final int offset,
        final DirectBuffer piece, final int pieceOffset, final int pieceLength) {
        begin(key, keyOffset, keyLength);
        checkValue(piece, pieceOffset, pieceLength);
        if (offset < 0) {
            Rule.check(false, "offset", offset, "must be 0 or more");
        }
        long result;
        do {
            result = operations.setRange(offset, key.byteArray(), key.addressOffset() + keyOffset, keyLength,
                piece.byteArray(), piece.addressOffset() + pieceOffset, pieceLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Say when a key ends. A time that is over deletes it.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @param ms        since the Unix epoch, up to the year 2262; 0 for never.
     * @return the version of the change; the present version when the key has that end already, and then nothing is
     *     stored; or {@link KeyValueResult#NOT_FOUND}.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long expireAt(final DirectBuffer key, final int keyOffset, final int keyLength, final long ms) {
        begin(key, keyOffset, keyLength);
        PutOptions.checkExpireAt(ms);
        long result;
        do {
            result = operations.expireAt(ms, key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Let a key have no end any more.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return as {@link #expireAt expireAt} with 0.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long persist(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return expireAt(key, keyOffset, keyLength, 0);
    }

    /**
     * Put an older version of a key again: its value, type and end. Also after a delete.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @param position  of the version, as {@link #replacedPosition()} or {@link #position()} has returned it; anything
     *                  else is no mistake.
     * @return the new version, or {@link KeyValueResult#GONE} when no version of the key is at that position, or not
     *     any more, or its time is over.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long restore(final DirectBuffer key, final int keyOffset, final int keyLength, final long position) {
        begin(key, keyOffset, keyLength);
        long result;
        do {
            result = restorer.restore(position, key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Put the version again that the present one has replaced. Twice leads back to where it began.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the new version; {@link KeyValueResult#NOT_FOUND} when the key is not there; {@link KeyValueResult#GONE}
     *     when it has replaced nothing, or that version is not in the log any more, or its time is over.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long restore(final DirectBuffer key, final int keyOffset, final int keyLength) {
        begin(key, keyOffset, keyLength);
        long result;
        do {
            result = restorer.restore(key.byteArray(), key.addressOffset() + keyOffset, keyLength);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * A batch for this store.
     *
     * @return an empty one, to be used again and again.
     */
    public KeyValueBatch newBatch() {
        return new KeyValueBatch(config, config.log().maxRecordLength() + FrameDescriptor.HEADER_LENGTH);
    }

    /**
     * Commit a batch: all of its changes, or none. It can be committed again, or cleared and filled anew.
     *
     * @param batch made by {@link #newBatch()}.
     * @return the version of its last record; 0 when it had nothing to store; or the code of the first change that
     *     could not be made, {@link KeyValueResult#CONFLICT}, {@link KeyValueResult#NOT_A_COUNTER} or {@link
     *     KeyValueResult#OVERFLOW}, and then nothing was stored and {@link KeyValueBatch#failedAt()} says which it was.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long commit(final KeyValueBatch batch) {
        begin();
        long result;
        do {
            result = batches.commit(batch);
        } while (KeyValueResult.isRefused(result) && awaitRoom(result));
        return done(result);
    }

    /**
     * Give the time of the commands that follow. Only with {@link StoreTime#COMMAND}. The store's time becomes it with
     * the next record; a condition goes by it at once. A time that is less than that of the last record counts as that.
     *
     * @param ms since the Unix epoch, up to the year 2262.
     * @return this.
     * @throws io.varve.ConfigurationException when it is out of range, or the store has {@link StoreTime#WALL}, or the
     *                                         thread is not the owner.
     */
    public KeyValueWriter commandTimeMs(final long ms) {
        frames.checkOwner();
        if (ms < 0 || ms > StoreClock.MAX_MS || versions.clock().isWall()) {
            Rule.check(!versions.clock().isWall(), "commandTimeMs", ms,
                "is only for a store whose time is " + StoreTime.COMMAND);
            Rule.check(false, "commandTimeMs", ms,
                "must be milliseconds since the Unix epoch, from 0 to " + StoreClock.MAX_MS + " (in the year 2262)");
        }
        versions.clock().command(ms);
        return this;
    }

    /**
     * Do what is left to do when there is nothing else: take keys that were found expired out of the index, which makes
     * their bytes dead and writes nothing, and move a slice of what compaction has found. Every operation does a little
     * of both.
     *
     * @return how much was done; 0 when there was nothing to do.
     * @throws io.varve.ConfigurationException when the thread is not the owner.
     */
    public int doWork() {
        frames.checkOwner();
        return store.index() == null ? 0 : expiry.doWork(EXPIRED_IN_A_CYCLE) + compaction.idle();
    }

    /**
     * The changes without the waiting, for whoever carries commands of other threads here.
     *
     * @return always the same object.
     */
    public KeyValueCommands commands() {
        return commands;
    }

    void check() {
        frames.checkOwner();
        if (store.index() == null) {
            store.throwIfClosed();
        }
    }

    private void begin() {
        check();
        expiry.doWork(EXPIRED_ON_THE_WAY);
    }

    void begin(final DirectBuffer key, final int offset, final int length) {
        begin();
        if (length <= 0 || length > maxKeyLength) {
            KeyValueReader.refuseKey(length, maxKeyLength);
        }
        key.boundsCheck(offset, length);
    }

    private void checkValue(final DirectBuffer value, final int offset, final int length) {
        if (length < 0 || length > maxValueLength) {
            Rule.check(false, "valueLength", length, "must be from 0 to " + maxValueLength);
        }
        value.boundsCheck(offset, length);
    }

    private boolean awaitRoom(final long code) {
        frames.awaitRoom(code);
        return true;
    }

    long done(final long result) {
        if (result > 0) {
            compaction.wrote();
        }
        if (waits && result > 0) {
            frames.awaitLevel(versions.position());
        }
        return result;
    }

    /**
     * Where the last record was appended.
     *
     * @return its position, of a batch that of its last record, or -1; it is durable when {@link
     *     KeyValueStore#durablePosition()} is greater.
     */
    public long position() {
        return versions.position();
    }

    /**
     * Where the version lies that the last record has replaced.
     *
     * @return its position, for {@link #restore(DirectBuffer, int, int, long)}, or -1 when there was none.
     */
    public long replacedPosition() {
        return versions.replacedPosition();
    }
}
