package io.varve.io;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** An open directory in memory. */
final class MemoryDirectory implements StorageDirectory {

    /** One lock for all directories of a storage: their operations are rare and short. */
    private final Object mutex;
    private final MemoryFolder folder;
    private final Path path;

    MemoryDirectory(final Object mutex, final MemoryFolder folder, final Path path) {
        this.mutex = mutex;
        this.folder = folder;
        this.path = path;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String key() {
        return folder.key();
    }

    @Override
    public String fileSystemType() {
        return "memory";
    }

    @Override
    public List<String> list() {
        synchronized (mutex) {
            return folder.names();
        }
    }

    @Override
    public StorageFile create(final String name) throws IOException {
        synchronized (mutex) {
            if (folder.find(name) != null) {
                throw new FileAlreadyExistsException(resolve(name));
            }
            final MemoryContents contents = new MemoryContents();
            folder.put(name, contents);
            return new MemoryFile(contents, name, true);
        }
    }

    @Override
    public StorageFile open(final String name, final boolean writable) throws IOException {
        synchronized (mutex) {
            return new MemoryFile(findFile(name), name, writable);
        }
    }

    @Override
    public void rename(final String from, final String to) throws IOException {
        synchronized (mutex) {
            final Object moved = find(from);
            final Object replaced = folder.find(to);
            if (moved == replaced) {
                return;
            }
            if (replaced instanceof MemoryFolder) {
                throw new FileAlreadyExistsException(resolve(to));
            }
            folder.remove(from);
            folder.put(to, moved);
        }
    }

    @Override
    public void delete(final String name) throws IOException {
        synchronized (mutex) {
            final Object deleted = find(name);
            if (deleted instanceof MemoryFolder && !((MemoryFolder) deleted).isEmpty()) {
                throw new DirectoryNotEmptyException(resolve(name));
            }
            folder.remove(name);
        }
    }

    @Override
    public void force() {
        // Nothing outlives the process, and nothing is lost before its end.
    }

    @Override
    public StorageLock tryLock(final String name) throws IOException {
        synchronized (mutex) {
            if (folder.find(name) == null) {
                folder.put(name, new MemoryContents());
            }
            return findFile(name).tryLock();
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private Object find(final String name) throws NoSuchFileException {
        final Object result = folder.find(name);
        if (result == null) {
            throw new NoSuchFileException(resolve(name));
        }
        return result;
    }

    private MemoryContents findFile(final String name) throws IOException {
        final Object result = find(name);
        if (!(result instanceof MemoryContents)) {
            throw new NotRegularFileException(resolve(name), false);
        }
        return (MemoryContents) result;
    }

    private String resolve(final String name) {
        return path.resolve(name).toString();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
