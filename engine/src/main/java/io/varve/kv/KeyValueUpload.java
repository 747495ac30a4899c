package io.varve.kv;

import io.varve.settings.Rule;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Puts a value that comes in pieces, so that a long one never is in one buffer. Nothing of it can be read before {@link
 * #commit()}; until then the former value stays. Made by {@link KeyValueWriter#newUpload()} and used again and again,
 * by the thread of the writer; the writer can do other things in between, and other uploads, too.
 *
 * <p>While an upload is open compaction gives back no segment behind its beginning: an upload must be committed or
 * aborted.
 *
 * <pre>{@code
 * if (upload.begin(options, key, 0, keyLength, totalLength) == 0) {
 *     while (more()) {
 *         upload.write(piece, 0, pieceLength);
 *     }
 *     version = upload.commit();
 * }
 * }</pre>
 */
public final class KeyValueUpload {

    private static final long ARRAY = BufferUtil.ARRAY_BASE_OFFSET;

    private final KeyValueWriter writer;
    private final KeyValueOperations operations;
    private final KeyVersions versions;
    private final LongValues values;
    private final ChunkRun run;
    private final int maxValueLength;
    private final PutOptions options = new PutOptions();
    private byte[] key = new byte[0];
    private int keyLength;
    /** What is not yet a chunk. */
    private final byte[] collected;
    private int collectedLength;
    private int totalLength;
    private int written;
    private boolean open;

    KeyValueUpload(final KeyValueWriter writer, final KeyValueOperations operations, final KeyVersions versions,
        final LongValues values, final int maxValueLength) {
        this.writer = writer;
        this.operations = operations;
        this.versions = versions;
        this.values = values;
        this.maxValueLength = maxValueLength;
        run = values.newRun();
        collected = new byte[values.chunkLength()];
    }

    /**
     * Begin a value. One that is open is aborted.
     *
     * @param how         condition, type and end; nothing of it is kept. The condition must hold now and at the commit.
     * @param keyBuffer   that holds the key.
     * @param keyOffset   of the key in {@code keyBuffer}.
     * @param lengthOfKey in bytes.
     * @param length      of the whole value in bytes, 0 to {@link KeyValueConfig#maxValueLength()}.
     * @return 0, or {@link KeyValueResult#CONFLICT} when the condition does not hold, and then nothing is open.
     * @throws io.varve.ConfigurationException when a length is out of range, or the thread not the owner.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long begin(final PutOptions how, final DirectBuffer keyBuffer, final int keyOffset, final int lengthOfKey,
        final long length) {
        writer.begin(keyBuffer, keyOffset, lengthOfKey);
        abort();
        if (length < 0 || length > maxValueLength) {
            Rule.check(false, "valueLength", length, "must be from 0 to " + maxValueLength);
        }
        if (key.length < lengthOfKey) {
            key = new byte[lengthOfKey];
        }
        keyBuffer.getBytes(keyOffset, key, 0, lengthOfKey);
        keyLength = lengthOfKey;
        options.copy(how);
        versions.find(key, ARRAY, keyLength);
        if (operations.endOfPut(options) < 0) {
            return KeyValueResult.CONFLICT;
        }
        totalLength = (int) length;
        written = 0;
        collectedLength = 0;
        if (isLong()) {
            run.begin(totalLength, values.chunks(totalLength));
        }
        open = true;
        return 0;
    }

    private boolean isLong() {
        return totalLength > collected.length;
    }

    /**
     * Write the next piece of the value.
     *
     * @param piece  that holds it.
     * @param offset of it in {@code piece}.
     * @param length of it in bytes, 0 or more.
     * @throws IllegalStateException           when nothing is open.
     * @throws io.varve.ConfigurationException when the pieces are longer than the value was said to be, and then
     *                                         nothing of this one is written; or when the thread is not the owner.
     * @throws io.varve.StoreFullException     when the disk has no room for the next segment; the upload is aborted.
     * @throws io.varve.StoreFailedException   when the store has failed; the upload is aborted.
     * @throws io.varve.StoreClosedException   when the store is closed; the upload is aborted.
     */
    public void write(final DirectBuffer piece, final int offset, final int length) {
        checkOpen();
        piece.boundsCheck(offset, length);
        if (length < 0 || length > totalLength - written) {
            Rule.check(false, "length", length, "must be from 0 to " + (totalLength - written)
                + ", what is left of a value of " + totalLength);
        }
        final long from = piece.addressOffset() + offset;
        int done = 0;
        while (done < length) {
            done += write(piece.byteArray(), from + done, length - done);
        }
    }

    /** Returns how much of a piece was written. */
    private int write(final byte[] piece, final long at, final int length) {
        final int part = Math.min(length, collected.length - collectedLength);
        final boolean last = written + part == totalLength;
        if (isLong() && collectedLength == 0 && (part == collected.length || last)) {
            append(piece, at, part);
        } else {
            UnsafeApi.copyMemory(piece, at, collected, ARRAY + collectedLength, part);
            collectedLength += part;
            if (isLong() && (collectedLength == collected.length || last)) {
                append(collected, ARRAY, collectedLength);
                collectedLength = 0;
            }
        }
        written += part;
        return part;
    }

    private void append(final byte[] memory, final long at, final int length) {
        boolean done = false;
        try {
            run.append(key, ARRAY, keyLength, null, 0, 0, 0, memory, at, length);
            done = true;
        } finally {
            if (!done) {
                abort();
            }
        }
    }

    /**
     * Put the value, all of which was written. Nothing is open afterwards, whatever is returned or thrown.
     *
     * @return the version, or {@link KeyValueResult#CONFLICT} when the condition does not hold any more.
     * @throws IllegalStateException         when nothing is open, or some of the value was not written.
     * @throws io.varve.StoreFullException   when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException when the store has failed.
     * @throws io.varve.StoreClosedException when the store is closed.
     * @see KeyValueWriter#put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long commit() {
        checkOpen();
        try {
            if (written != totalLength) {
                throw new IllegalStateException(
                    "only " + written + " of the " + totalLength + " bytes of the value were written");
            }
            return writer.done(put());
        } finally {
            abort();
        }
    }

    private long put() {
        versions.find(key, ARRAY, keyLength);
        final long expireAt = operations.endOfPut(options);
        if (expireAt < 0) {
            return expireAt;
        }
        return isLong() ? values.put(options.valueType(), expireAt, run)
            : writer.put(options, key, ARRAY, keyLength, collected, ARRAY, totalLength);
    }

    /** Give the value up; what was written of it is dead. Does nothing when none is open. */
    public void abort() {
        open = false;
        run.end();
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("no value is open: begin() must come before, and return 0");
        }
        writer.check();
    }
}
