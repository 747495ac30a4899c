package io.varve.kv;

import io.varve.settings.Rule;
import org.agrona.DirectBuffer;

/** Keys in a buffer of the caller's. Used by one thread at a time. */
final class KeyList {

    private final int[] offsets;
    private final int[] lengths;
    private final long[] hashes;
    private final long[] addresses;
    private DirectBuffer buffer;
    private int count;
    private int longest;

    KeyList(final int capacity) {
        Rule.check(capacity > 0, "capacity", capacity, "must be 1 or more");
        offsets = new int[capacity];
        lengths = new int[capacity];
        hashes = new long[capacity];
        addresses = new long[capacity];
    }

    void begin(final DirectBuffer keys) {
        buffer = keys;
        count = 0;
        longest = 0;
    }

    int add(final int offset, final int length) {
        if (count == offsets.length) {
            Rule.check(false, "capacity", offsets.length, "does not take another key");
        }
        if (length <= 0) {
            Rule.check(false, "keyLength", length, "must be 1 or more");
        }
        buffer.boundsCheck(offset, length);
        offsets[count] = offset;
        lengths[count] = length;
        longest = Math.max(longest, length);
        return count++;
    }

    void check(final int maxKeyLength) {
        if (longest > maxKeyLength) {
            KeyValueReader.refuseKey(longest, maxKeyLength);
        }
    }

    int count() {
        return count;
    }

    /** The memory in which all keys are, an array or null. */
    byte[] memory() {
        return count == 0 ? null : buffer.byteArray();
    }

    /** Address of the buffer in that memory. */
    long start() {
        return count == 0 ? 0 : buffer.addressOffset();
    }

    int offset(final int i) {
        return offsets[i];
    }

    int length(final int i) {
        return lengths[i];
    }

    long hash(final int i) {
        return hashes[i];
    }

    void hash(final int i, final long hash) {
        hashes[i] = hash;
    }

    /** What the index has said of a key. */
    long address(final int i) {
        return addresses[i];
    }

    void address(final int i, final long address) {
        addresses[i] = address;
    }
}
