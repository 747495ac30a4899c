package io.varve.kv.crash;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What one record of the store says of a key. Its version is its place in the order of all changes.
 *
 * @param key      number of the key.
 * @param length   of the value, or {@link #DELETED}.
 * @param seed     of the bytes of the value.
 * @param position of the record, {@link #ANYWHERE} while the call that makes it has not returned.
 * @param ends     whether a recovered store may end behind it.
 */
record Change(int key, int length, long seed, long position, boolean ends) {

    static final int DELETED = -1;
    static final long ANYWHERE = Long.MAX_VALUE;
    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final int KEY_LENGTHS = 5;
    private static final int KEY_STEP = 9;

    static Change put(final int key, final int length, final long seed) {
        return new Change(key, length, seed, ANYWHERE, true);
    }

    static Change delete(final int key) {
        return new Change(key, DELETED, 0, ANYWHERE, true);
    }

    Change at(final long knownPosition) {
        return new Change(key, length, seed, knownPosition, ends);
    }

    boolean isDelete() {
        return length == DELETED;
    }

    /** Write the bytes of a key, and return how many there are. */
    static int writeKey(final int key, final MutableDirectBuffer buffer) {
        final int length = 1 + key % KEY_LENGTHS * KEY_STEP;
        buffer.setMemory(0, length, (byte) (key * 7));
        buffer.putByte(0, (byte) key);
        return length;
    }

    void writeValue(final MutableDirectBuffer buffer) {
        for (int at = 0; at < length; at += Long.BYTES) {
            buffer.putLong(at, word(at));
        }
    }

    boolean isValue(final DirectBuffer buffer, final int offset, final int found) {
        if (found != length) {
            return false;
        }
        int at = 0;
        while (at <= length - Long.BYTES) {
            if (buffer.getLong(offset + at) != word(at)) {
                return false;
            }
            at += Long.BYTES;
        }
        final long last = word(at);
        for (int i = 0; at + i < length; i++) {
            if (buffer.getByte(offset + at + i) != (byte) (last >>> i * Byte.SIZE)) {
                return false;
            }
        }
        return true;
    }

    private long word(final int at) {
        return (seed + at) * STEP;
    }
}
