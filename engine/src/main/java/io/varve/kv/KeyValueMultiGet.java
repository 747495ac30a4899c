package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.index.IndexProbe;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Many keys to be read at once, and what was found. Made once and used again and again, by one thread at a time;
 * nothing allocates.
 *
 * <pre>{@code
 * request.begin(keys);
 * request.add(0, 8);
 * request.add(8, 8);
 * reader.multiGet(request, target, 0);
 * for (int i = 0; i < request.count(); i++) {
 *     if (request.valueLength(i) >= 0) {
 *         use(target, request.valueOffset(i), request.valueLength(i));
 *     }
 * }
 * }</pre>
 */
public final class KeyValueMultiGet {

    /** The value did not fit into what was left of the target, or there is none. */
    public static final int NOT_COPIED = -1;

    private static final int SPINS = 1_000;

    private final KeyList keys;
    /** Where the record lies that the index has named for each key. */
    private final long[] frames;
    private final long[] versions;
    private final int[] valueTypes;
    private final int[] valueLengths;
    private final int[] valueOffsets;
    /** What was loaded ahead of use, lest the compiler leaves it out. */
    private long touched;

    /**
     * For a number of keys.
     *
     * @param capacity how many at most, 1 or more.
     * @throws io.varve.ConfigurationException when it is less.
     */
    public KeyValueMultiGet(final int capacity) {
        keys = new KeyList(capacity);
        frames = new long[capacity];
        versions = new long[capacity];
        valueTypes = new int[capacity];
        valueLengths = new int[capacity];
        valueOffsets = new int[capacity];
    }

    /**
     * Forget the keys and what was found, and begin anew.
     *
     * @param buffer in which the keys are; it must stay as it is until they were read.
     * @return this.
     */
    public KeyValueMultiGet begin(final DirectBuffer buffer) {
        keys.begin(buffer);
        return this;
    }

    /**
     * Add a key.
     *
     * @param offset of the key in the buffer.
     * @param length of the key in bytes, 1 or more.
     * @return its number, for the methods below.
     * @throws io.varve.ConfigurationException when there is no room for another key, or the key is empty.
     */
    public int add(final int offset, final int length) {
        return keys.add(offset, length);
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
     * The length of a value.
     *
     * @param i number of the key.
     * @return bytes, or {@link KeyValueResult#NOT_FOUND}, or {@link KeyValueResult#CORRUPT}.
     */
    public int valueLength(final int i) {
        return valueLengths[i];
    }

    /**
     * Where a value was copied to.
     *
     * @param i number of the key.
     * @return offset in the target, or {@link #NOT_COPIED}.
     */
    public int valueOffset(final int i) {
        return valueOffsets[i];
    }

    /**
     * The version of a key.
     *
     * @param i number of the key.
     * @return 1 or more, or 0 when there is no such key.
     */
    public long version(final int i) {
        return versions[i];
    }

    /**
     * The type of a value.
     *
     * @param i number of the key.
     * @return as {@link KeyValueReader#lastValueType()}.
     */
    public int valueType(final int i) {
        return valueTypes[i];
    }

    KeyList keys() {
        return keys;
    }

    /** Look all keys up, for a reader that is announced; returns how many were found. */
    int run(final RecordFinder finder, final PaddedLong batchSequence, final MutableDirectBuffer target,
        final int targetOffset) {
        hashAll(finder);
        int spins = 0;
        while (true) {
            final long sequence = batchSequence.getAcquire();
            if ((sequence & 1) == 0) {
                locateAll(finder);
                final int found = copyAll(finder, target, targetOffset);
                // All loads from the index acquire, so that this one comes after them.
                if (batchSequence.getAcquire() == sequence) {
                    return found;
                }
            }
            if (++spins > SPINS) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void hashAll(final RecordFinder finder) {
        final byte[] memory = keys.memory();
        final long start = keys.start();
        for (int i = 0; i < keys.count(); i++) {
            keys.hash(i, finder.hash(memory, start + keys.offset(i), keys.length(i)));
        }
        // In loops of their own: the less lies in between, the more loads the processor has under way at a time.
        long sum = 0;
        for (int i = 0; i < keys.count(); i++) {
            sum += finder.touch(keys.hash(i));
        }
        touched = sum;
    }

    private void locateAll(final RecordFinder finder) {
        for (int i = 0; i < keys.count(); i++) {
            final long address = finder.candidate(keys.hash(i));
            keys.address(i, address);
            frames[i] = address == IndexProbe.NOT_FOUND ? 0 : finder.frame(address);
        }
        try {
            touched += touchAll(finder);
        } catch (final InternalError ex) {
            // It comes again when the record is looked at.
            touched++;
        }
    }

    private long touchAll(final RecordFinder finder) {
        long sum = 0;
        for (int i = 0; i < keys.count(); i++) {
            if (keys.address(i) != IndexProbe.NOT_FOUND) {
                sum += finder.touchStart(keys.address(i), frames[i]);
            }
        }
        for (int i = 0; i < keys.count(); i++) {
            if (keys.address(i) != IndexProbe.NOT_FOUND) {
                sum += finder.touchRest(keys.address(i), frames[i]);
            }
        }
        return sum;
    }

    private int copyAll(final RecordFinder finder, final MutableDirectBuffer target, final int targetOffset) {
        final byte[] memory = keys.memory();
        final long start = keys.start();
        int found = 0;
        int end = targetOffset;
        for (int i = 0; i < keys.count(); i++) {
            valueOffsets[i] = NOT_COPIED;
            valueLengths[i] = KeyValueResult.NOT_FOUND;
            versions[i] = 0;
            valueTypes[i] = 0;
            try {
                if (isFound(finder, i, memory, start + keys.offset(i))
                    && (!finder.isChunked() || isWhole(finder, i, memory, start + keys.offset(i)))) {
                    found++;
                    end = copy(finder, i, target, end);
                }
            } catch (final InternalError ex) {
                valueLengths[i] = KeyValueResult.CORRUPT;
            }
        }
        return found;
    }

    private boolean isFound(final RecordFinder finder, final int i, final byte[] memory, final long keyAt) {
        if (keys.address(i) == IndexProbe.NOT_FOUND) {
            return false;
        }
        if (finder.isAt(keys.address(i), frames[i], memory, keyAt, keys.length(i))) {
            return !finder.isExpired();
        }
        return finder.find(keys.hash(i), memory, keyAt, keys.length(i));
    }

    /** Find the chunks of a value, wherever compaction has moved them. */
    private boolean isWhole(final RecordFinder finder, final int i, final byte[] memory, final long keyAt) {
        int tries = 0;
        while (finder.isChunked() && !finder.locate(0, finder.valueLength())) {
            if (++tries == KeyValueReader.MOST_TRIES) {
                valueLengths[i] = KeyValueResult.CORRUPT;
                return false;
            }
            if (!finder.find(keys.hash(i), memory, keyAt, keys.length(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns where the next value goes. */
    private int copy(final RecordFinder finder, final int i, final MutableDirectBuffer target, final int offset) {
        final int length = finder.valueLength();
        valueLengths[i] = length;
        versions[i] = finder.version();
        valueTypes[i] = finder.valueType();
        if (length > target.capacity() - offset) {
            return offset;
        }
        target.boundsCheck(offset, length);
        finder.copy(0, length, target.byteArray(), target.addressOffset() + offset);
        valueOffsets[i] = offset;
        return offset + length;
    }
}
