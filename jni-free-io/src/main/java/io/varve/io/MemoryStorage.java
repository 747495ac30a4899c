package io.varve.io;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Files in memory only, for tests of applications. What is written through one object of this class is there for
 * everybody who opens the same path through the same object, until the object is garbage. Nothing is durable, and
 * nothing can fail except for want of memory.
 *
 * <p>The memory of files is outside the heap, is bounded by {@code -XX:MaxDirectMemorySize}, and is given back some
 * time after the file has been deleted and unmapped.
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryStorage implements Storage {

    private final String id = "memory-" + UUID.randomUUID();
    private final MemoryFolder root = new MemoryFolder(id + "-0");
    private long lastFolder;

    /** An empty storage. */
    public MemoryStorage() {
        // The fields say it all.
    }

    @Override
    public StorageDirectory openDirectory(final Path path, final boolean create) throws IOException {
        MemoryFolder folder = root;
        synchronized (root) {
            for (final Path element : path.toAbsolutePath().normalize()) {
                final String name = element.toString();
                if (create && folder.find(name) == null) {
                    folder.put(name, new MemoryFolder(id + "-" + ++lastFolder));
                }
                final Object next = folder.find(name);
                if (next == null) {
                    throw new NoSuchFileException(path.toString());
                }
                if (!(next instanceof MemoryFolder)) {
                    throw new NotDirectoryException(path.toString());
                }
                folder = (MemoryFolder) next;
            }
        }
        return new MemoryDirectory(root, folder, path);
    }
}
