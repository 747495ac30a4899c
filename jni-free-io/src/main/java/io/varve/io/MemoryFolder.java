package io.varve.io;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The entries of a directory in memory: files ({@link MemoryContents}) and folders. Guarded by the root folder. */
final class MemoryFolder {

    private final TreeMap<String, Object> entries = new TreeMap<>();
    private final String key;

    MemoryFolder(final String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    Object find(final String name) {
        return entries.get(name);
    }

    void put(final String name, final Object entry) {
        entries.put(name, entry);
    }

    void remove(final String name) {
        entries.remove(name);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<String> names() {
        return new ArrayList<>(entries.keySet());
    }
}
