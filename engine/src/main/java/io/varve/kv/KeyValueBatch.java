package io.varve.kv;

import io.varve.RecordTooLargeException;
import io.varve.frame.FrameDescriptor;
import io.varve.settings.Rule;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Changes of several keys that happen together or not at all: after a crash, and for {@link KeyValueReader#multiGet}.
 * Keys and values are copied when they are added. Made by {@link KeyValueWriter#newBatch()} once and used again and
 * again, by one thread at a time; nothing allocates but what is needed for a batch that is larger than all before.
 *
 * <p>{@link KeyValueWriter#commit(KeyValueBatch)} checks all conditions first, in the order in which the changes were
 * added: a change sees those before it of the same key. When one does not hold nothing is stored at all. So two changes
 * whose conditions contradict each other, such as two puts if absent of the same key, are a conflict.
 */
public final class KeyValueBatch {

    private static final int FIRST_ENTRIES = 16;
    private static final int FIRST_BYTES = 1 << 10;

    private final int maxKeyLength;
    private final int maxValueLength;
    private final int maxLength;
    private BatchEntry[] entries = {};
    private int count;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int used;
    private int length;
    private int failedAt = -1;

    KeyValueBatch(final KeyValueConfig config, final int maxLength) {
        maxKeyLength = config.maxKeyLength();
        maxValueLength = config.maxFrameValueLength();
        this.maxLength = maxLength;
    }

    /**
     * Forget everything and begin anew.
     *
     * @return this.
     */
    public KeyValueBatch clear() {
        count = 0;
        used = 0;
        length = 0;
        failedAt = -1;
        return this;
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
     * @param valueLength of the value in bytes.
     * @return number of the change, for {@link #result(int)}.
     * @throws io.varve.ConfigurationException when a length is out of range.
     * @throws RecordTooLargeException         when the batch would take more than {@link #maxLength()}; it is as
     *                                         before.
     */
    public int put(final PutOptions options, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        if (valueLength < 0 || valueLength > maxValueLength) {
            Rule.check(false, "valueLength", valueLength,
                "must be from 0 to " + maxValueLength + " in a batch; a longer value is put by itself");
        }
        value.boundsCheck(valueOffset, valueLength);
        final BatchEntry entry = next(BatchEntry.PUT, key, keyOffset, keyLength, valueLength);
        entry.condition = options.condition();
        entry.expectedVersion = options.version();
        entry.valueType = options.valueType();
        entry.expireAt = options.expireAt();
        entry.keepsExpiry = options.keepsExpiry();
        copy(entry, key, keyOffset);
        UnsafeApi.copyMemory(value.byteArray(), value.addressOffset() + valueOffset, bytes, at(entry.valueAt),
            valueLength);
        return count++;
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
        return put(KeyValueWriter.PLAIN, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value; the batch is refused when the key is there.
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
    public int putIfAbsent(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(KeyValueWriter.IF_ABSENT, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value; the batch is refused when the key has another version.
     *
     * @param version     that the key must have; 0 when it must not be there.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return number of the change.
     * @see #put(PutOptions, DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public int putIfVersion(final long version, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        final int number = put(key, keyOffset, keyLength, value, valueOffset, valueLength);
        entries[number].condition = PutOptions.IF_VERSION;
        entries[number].expectedVersion = version;
        return number;
    }

    /**
     * Delete a key. One that is not there is no conflict; the result of the change is then {@link
     * KeyValueResult#NOT_FOUND}.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change.
     * @throws io.varve.ConfigurationException when the length is out of range.
     * @throws RecordTooLargeException         when the batch would take more than {@link #maxLength()}; it is as
     *                                         before.
     */
    public int delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        copy(next(BatchEntry.DELETE, key, keyOffset, keyLength, 0), key, keyOffset);
        return count++;
    }

    /**
     * Delete a key; the batch is refused when it has another version or is not there.
     *
     * @param version   that the key must have.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change.
     * @see #delete(DirectBuffer, int, int)
     */
    public int deleteIfVersion(final long version, final DirectBuffer key, final int keyOffset,
        final int keyLength) {
        final BatchEntry entry = next(BatchEntry.DELETE_VERSION, key, keyOffset, keyLength, 0);
        entry.expectedVersion = version;
        copy(entry, key, keyOffset);
        return count++;
    }

    /**
     * Add to a counter; the batch is refused when the value is none, or would leave the range of 64 bits.
     *
     * @param delta     to be added; a key that is not there counts as 0.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return number of the change, for {@link #counterValue(int)}.
     * @see #delete(DirectBuffer, int, int)
     */
    public int add(final long delta, final DirectBuffer key, final int keyOffset, final int keyLength) {
        final BatchEntry entry = next(BatchEntry.ADD, key, keyOffset, keyLength, Long.BYTES);
        entry.delta = delta;
        copy(entry, key, keyOffset);
        return count++;
    }

    private BatchEntry next(final int operation, final DirectBuffer key, final int keyOffset, final int keyLength,
        final int valueLength) {
        if (keyLength <= 0 || keyLength > maxKeyLength) {
            KeyValueReader.refuseKey(keyLength, maxKeyLength);
        }
        key.boundsCheck(keyOffset, keyLength);
        if (count == entries.length) {
            grow();
        }
        final BatchEntry entry = entries[count];
        entry.operation = operation;
        entry.condition = PutOptions.ALWAYS;
        entry.keyLength = keyLength;
        entry.valueLength = valueLength;
        entry.valueType = 0;
        entry.expireAt = 0;
        entry.keepsExpiry = false;
        entry.result = 0;
        final int frame = FrameDescriptor.alignedLength(entry.maxFrameLength());
        if (frame > maxLength - length) {
            throw new RecordTooLargeException("the change takes up to " + frame + " bytes, and the batch has "
                + (maxLength - length) + " left of " + maxLength + ", a quarter of a segment", frame,
                maxLength - length);
        }
        length += frame;
        return entry;
    }

    private void grow() {
        final int old = entries.length;
        entries = Arrays.copyOf(entries, Math.max(FIRST_ENTRIES, 2 * old));
        for (int i = old; i < entries.length; i++) {
            entries[i] = new BatchEntry();
        }
    }

    /** Copy the key and make room for the value. */
    private void copy(final BatchEntry entry, final DirectBuffer key, final int keyOffset) {
        final int needed = used + entry.keyLength + entry.valueLength;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        entry.keyAt = used;
        entry.valueAt = used + entry.keyLength;
        used = needed;
        UnsafeApi.copyMemory(
            key.byteArray(), key.addressOffset() + keyOffset, bytes, at(entry.keyAt), entry.keyLength);
    }

    /**
     * How many changes there are.
     *
     * @return 0 or more.
     */
    public int count() {
        return count;
    }

    /**
     * The most bytes that the records of a batch may take in the log.
     *
     * @return a quarter of a segment.
     */
    public int maxLength() {
        return maxLength;
    }

    /**
     * What has become of a change, after a commit that has stored something.
     *
     * @param i number of the change.
     * @return the version that it has made, or {@link KeyValueResult#NOT_FOUND} for a delete of a key that was not
     *     there.
     */
    public long result(final int i) {
        return entries[i].result;
    }

    /**
     * What a counter has become, after a commit that has stored something.
     *
     * @param i number of an {@link #add add}.
     * @return the value.
     */
    public long counterValue(final int i) {
        return entries[i].counterValue;
    }

    /**
     * For which change the last commit was refused.
     *
     * @return its number, or -1.
     */
    public int failedAt() {
        return failedAt;
    }

    void failedAt(final int i) {
        failedAt = i;
    }

    BatchEntry entry(final int i) {
        return entries[i];
    }

    byte[] bytes() {
        return bytes;
    }

    /** Address in {@link #bytes()} of a place. */
    static long at(final int offset) {
        return BufferUtil.ARRAY_BASE_OFFSET + offset;
    }

    boolean hasSameKey(final BatchEntry left, final BatchEntry right) {
        return left.hash == right.hash && Arrays.equals(bytes, left.keyAt, left.keyAt + left.keyLength, bytes,
            right.keyAt, right.keyAt + right.keyLength);
    }
}
