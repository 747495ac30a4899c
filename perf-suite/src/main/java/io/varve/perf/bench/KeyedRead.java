package io.varve.perf.bench;

/** Something that is read by the number of a key: a store, or the floor beside it. */
@FunctionalInterface
public interface KeyedRead {

    /**
     * Read what belongs to a key.
     *
     * @param keyNumber of the key.
     * @return the length of the value in bytes.
     */
    int get(long keyNumber);
}
