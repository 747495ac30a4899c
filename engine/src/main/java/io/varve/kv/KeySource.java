package io.varve.kv;

/** What a {@link KeyValueReader} reads from: a store that this process writes, or one that it follows. */
interface KeySource {

    /** The present index, or null when the store is closed. */
    KeyIndex index();

    /** The store's time, in ms since the Unix epoch. */
    long nowMs();

    /** Throws when the store is closed. */
    void throwIfClosed();
}
