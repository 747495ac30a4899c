package io.varve.perf.bench;

import java.nio.file.Path;

/**
 * A key-value store under test: Varve or a peer. Made by a public constructor without arguments, in a JVM of its own.
 *
 * <p>Keys and values are made from the number of the key, as {@link KeyValueData} says, in buffers that are used again
 * and again, of the kind that is fastest for the store: what the harness itself does allocates nothing.
 *
 * <p>Used by one thread; but where gets are measured beside a writer {@link #get} is called by a second thread while
 * the one that has filled the store calls {@link #put}, so that both must not share a buffer.
 */
public interface KeyValueTarget extends KeyedRead, AutoCloseable {

    /** How many keys {@link #multiGet} is given. */
    int MULTI = 32;

    /**
     * Open an empty store.
     *
     * @param directory    that exists and is empty.
     * @param expectedKeys how many keys will be put. For caches, for sparse files that have a fixed size, and for a
     *                     store that cannot do without; one whose table grows by itself must let it grow.
     */
    void open(Path directory, long expectedKeys);

    /**
     * Put a key and its value, or put the value again.
     *
     * @param keyNumber of the key.
     */
    void put(long keyNumber);

    /**
     * Put keys in order before something else is measured; a store may take many at once.
     *
     * @param from the number of the first one.
     * @param to   one more than the number of the last one.
     */
    default void fill(final long from, final long to) {
        for (long keyNumber = from; keyNumber < to; keyNumber++) {
            put(keyNumber);
        }
    }

    /**
     * Copy the value of a key out of the store into a buffer that is used again and again.
     *
     * @param keyNumber of the key.
     * @return the length of the value in bytes, or -1 when the store does not have the key.
     */
    @Override
    int get(long keyNumber);

    /**
     * Copy the values of several keys out: in one call of the store where it has one, else by a get for each.
     *
     * @param keyNumbers of the keys, {@link #MULTI} of them.
     * @return the sum of the lengths.
     */
    default int multiGet(final long[] keyNumbers) {
        int sum = 0;
        for (final long keyNumber : keyNumbers) {
            sum += get(keyNumber);
        }
        return sum;
    }

    /**
     * The number inside of the value that was copied last, by which a trial sees that it was the right one.
     *
     * @return the number.
     */
    long lastNumber();

    /** Bring the store into the state in which it reads best, where it has such a state: by a compaction, say. */
    default void settle() {
        // Most stores have one state.
    }

    @Override
    void close();
}
