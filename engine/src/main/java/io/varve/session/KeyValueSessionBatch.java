package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.kv.PutOptions;
import java.lang.ref.Reference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * An atomic batch of changes in a lane. Opened by {@link KeyValueSession#tryBatch(int)}, ended by {@link #commit()} or
 * {@link #abort()}, used by the session's thread only.
 *
 * <p>The changes lie in one claim of the lane: the writer sees all of them, when they are committed, or none, ever. It
 * commits them as a {@link io.varve.kv.KeyValueBatch}: all conditions are checked first, and when one does not hold
 * nothing is stored.
 */
public final class KeyValueSessionBatch implements AutoCloseable {

    private final KeyValueSession session;
    private final Lane lane;
    private final KeyValueLimits limits;
    private final int maxFrames;
    private final PutOptions plain = new PutOptions();
    private boolean open;
    private int start;
    private int offset;
    private int end;
    private int frames;
    private int count;

    KeyValueSessionBatch(
        final KeyValueSession session, final Lane lane, final KeyValueLimits limits, final int maxFrames) {
        this.session = session;
        this.lane = lane;
        this.limits = limits;
        this.maxFrames = maxFrames;
    }

    void open(final int commandIndex, final int maxLength) {
        start = commandIndex;
        offset = commandIndex + KeyValueCommandDescriptor.ENTRIES_OFFSET;
        end = offset + maxLength;
        frames = 0;
        count = 0;
        open = true;
    }

    void end() {
        open = false;
    }

    /**
     * How much of a batch a change takes.
     *
     * @param keyLength   in bytes.
     * @param valueLength in bytes, 0 for a delete or an addition.
     * @return 48 bytes, key and value, rounded up to 8.
     */
    public static int changeLength(final int keyLength, final int valueLength) {
        return KeyValueCommandDescriptor.entryLength(keyLength, valueLength);
    }

    /**
     * Put a value, whatever is there.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return number of the change.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int put(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(plain, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value; the batch is refused when the condition of the options does not hold.
     *
     * @param options     condition, type and end.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return number of the change, for {@link KeyValueSession#failedAt(long)}.
     * @throws RecordTooLargeException when the change does not fit into what is left of the batch, which is as before.
     * @throws ConfigurationException  when a length is out of range, or no batch is open.
     */
    public int put(final PutOptions options, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        return add(KeyValueCommandDescriptor.PUT, options, 0, key, keyOffset, keyLength, value, valueOffset,
            valueLength);
    }

    /**
     * Delete a key that need not be there.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return add(KeyValueCommandDescriptor.DELETE, plain, 0, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Delete a key; the batch is refused when it has another version or is not there.
     *
     * @param version   that the key must have.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int deleteIfVersion(
        final long version, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return add(
            KeyValueCommandDescriptor.DELETE_IF_VERSION, plain, version, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Add to a counter; the batch is refused when the value is none, or would leave the range of 64 bits.
     *
     * @param delta     to be added; a key that is not there counts as 0.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int add(final long delta, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return add(KeyValueCommandDescriptor.ADD, plain, delta, key, keyOffset, keyLength, key, 0, 0);
    }

    private int add(final int operation, final PutOptions options, final long argument, final DirectBuffer key,
        final int keyOffset, final int keyLength, final DirectBuffer value, final int valueOffset,
        final int valueLength) {
        checkOpen();
        try {
            limits.checkInBatch(key, keyOffset, keyLength, value, valueOffset, valueLength);
            final int length = KeyValueCommandDescriptor.entryLength(keyLength, valueLength);
            // The value of a counter has eight bytes in the log.
            final int frame = KeyValueCommandDescriptor.maxFrameLength(
                keyLength, operation == KeyValueCommandDescriptor.ADD ? Long.BYTES : valueLength);
            checkRoom("change", length, end - offset, "bytes that are left of the batch");
            checkRoom("record", frame, maxFrames - frames, "bytes that are left of a quarter of a segment");
            final AtomicBuffer buffer = lane.buffer();
            KeyValueCommandDescriptor.putHeader(
                buffer, offset, operation, options, argument, keyLength, valueLength);
            final int keyAt = offset + KeyValueCommandDescriptor.KEY_OFFSET;
            buffer.putBytes(keyAt, key, keyOffset, keyLength);
            buffer.putBytes(keyAt + keyLength, value, valueOffset, valueLength);
            offset += length;
            frames += frame;
            return count++;
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    private static void checkRoom(final String what, final int length, final int left, final String where) {
        if (length > left) {
            throw new RecordTooLargeException(
                "a " + what + " of " + length + " bytes does not fit into the " + left + " " + where, length, left);
        }
    }

    /**
     * How many changes were added.
     *
     * @return the number.
     */
    public int count() {
        return count;
    }

    /**
     * Send the batch. A batch without a change leaves no trace.
     *
     * @return the ticket of the batch; without a change, the session's last ticket.
     * @throws ConfigurationException when no batch is open.
     */
    public long commit() {
        checkOpen();
        try {
            open = false;
            if (count == 0) {
                lane.abort();
                return lane.issued();
            }
            lane.buffer().putInt(start + KeyValueCommandDescriptor.COUNT_OFFSET, count);
            return lane.commit();
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /** Give the batch up: nothing of it reaches the writer. Does nothing when no batch is open. */
    public void abort() {
        session.checkThread();
        try {
            if (open) {
                open = false;
                lane.abort();
            }
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /** Abort the batch unless it was committed. */
    @Override
    public void close() {
        abort();
    }

    private void checkOpen() {
        session.checkOwner();
        if (!open) {
            throw new ConfigurationException("no batch is open; it was committed or aborted before");
        }
    }
}
