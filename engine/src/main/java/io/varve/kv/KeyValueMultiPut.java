package io.varve.kv;

import io.varve.index.IndexProbe;
import org.agrona.DirectBuffer;

/**
 * Many keys to be put at once, and what became of them. Made once and used again and again, by one thread at a time;
 * nothing allocates. It is faster than one put after the other and not atomic: for that there is {@link KeyValueBatch}.
 */
public final class KeyValueMultiPut {

    private final KeyList keys;
    private final int[] valueOffsets;
    private final int[] valueLengths;
    private final long[] results;
    private DirectBuffer values;
    private int longest;
    /** What was loaded ahead of use, lest the compiler leaves it out. */
    private long touched;

    /**
     * For a number of keys.
     *
     * @param capacity how many at most, 1 or more.
     * @throws io.varve.ConfigurationException when it is less.
     */
    public KeyValueMultiPut(final int capacity) {
        keys = new KeyList(capacity);
        valueOffsets = new int[capacity];
        valueLengths = new int[capacity];
        results = new long[capacity];
    }

    /**
     * Forget everything and begin anew.
     *
     * @param keyBuffer   in which the keys are.
     * @param valueBuffer in which the values are; both must stay as they are until they were put.
     * @return this.
     */
    public KeyValueMultiPut begin(final DirectBuffer keyBuffer, final DirectBuffer valueBuffer) {
        keys.begin(keyBuffer);
        values = valueBuffer;
        longest = 0;
        return this;
    }

    /**
     * Add a key and its value.
     *
     * @param keyOffset   of the key in its buffer.
     * @param keyLength   of the key in bytes, 1 or more.
     * @param valueOffset of the value in its buffer.
     * @param valueLength of the value in bytes, 0 or more.
     * @return its number, for {@link #version(int)}.
     * @throws io.varve.ConfigurationException when there is no room for another key, or the key is empty.
     */
    public int add(final int keyOffset, final int keyLength, final int valueOffset, final int valueLength) {
        values.boundsCheck(valueOffset, valueLength);
        final int i = keys.add(keyOffset, keyLength);
        valueOffsets[i] = valueOffset;
        valueLengths[i] = valueLength;
        results[i] = 0;
        longest = Math.max(longest, valueLength);
        return i;
    }

    /**
     * How many keys there are.
     *
     * @return 0 to the capacity.
     */
    public int count() {
        return keys.count();
    }

    /**
     * What has become of a key.
     *
     * @param i number of the key.
     * @return its version, or {@link KeyValueResult#CONFLICT}, or 0 when it was not put.
     */
    public long version(final int i) {
        return results[i];
    }

    KeyList keys() {
        return keys;
    }

    int longestValue() {
        return longest;
    }

    /** Hash the keys from one on, and let the memory that each put will look at be loaded together. */
    void prepare(final int from, final KeyDirectory directory) {
        final byte[] memory = keys.memory();
        final long start = keys.start();
        for (int i = from; i < keys.count(); i++) {
            keys.hash(i, directory.hash(memory, start + keys.offset(i), keys.length(i)));
            results[i] = 0;
        }
        // In loops of their own: the less lies in between, the more loads the processor has under way at a time.
        long sum = 0;
        for (int i = from; i < keys.count(); i++) {
            sum += directory.touch(keys.hash(i));
        }
        for (int i = from; i < keys.count(); i++) {
            keys.address(i, directory.candidate(keys.hash(i)));
        }
        for (int i = from; i < keys.count(); i++) {
            sum += keys.address(i) == IndexProbe.NOT_FOUND ? 0 : directory.touchRecord(keys.address(i));
        }
        touched = sum;
    }

    /** Put one of the keys; returns its version or a code. */
    long put(final int i, final KeyVersions versions, final KeyValueOperations operations, final PutOptions options) {
        versions.find(keys.hash(i), keys.memory(), keys.start() + keys.offset(i), keys.length(i));
        final long result = operations.putFound(
            options, values.byteArray(), values.addressOffset() + valueOffsets[i], valueLengths[i]);
        results[i] = result;
        return result;
    }
}
