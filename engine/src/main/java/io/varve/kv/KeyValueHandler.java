package io.varve.kv;

/** Takes the keys of a {@link KeyValueScan}. */
@FunctionalInterface
public interface KeyValueHandler {

    /**
     * A key and its value.
     *
     * @param entry valid until the call returns.
     */
    void onEntry(KeyValueEntry entry);
}
