package io.varve.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Real files, mapped into memory. The production {@link Storage}.
 *
 * <p>Directories are created with mode 0700 and files with mode 0600 whatever the umask is, because whoever can
 * truncate a mapped file can end the process that maps it.
 *
 * <p>Safe for use by many threads.
 */
public final class MappedStorage implements Storage {

    private static final MappedStorage INSTANCE = new MappedStorage();

    private MappedStorage() {
    }

    /**
     * The one instance.
     *
     * @return the one instance.
     */
    public static MappedStorage instance() {
        return INSTANCE;
    }

    @Override
    public StorageDirectory openDirectory(final Path path, final boolean create) throws IOException {
        Permissions.requireModes(path);
        if (create && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(path.toAbsolutePath().normalize());
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(path.toString());
        }
        return new MappedDirectory(path, path.toRealPath());
    }

    /** Parents first, each one durable in its own parent. */
    private static void create(final Path path) throws IOException {
        final Path parent = path.getParent();
        if (parent != null && !Files.exists(parent)) {
            create(parent);
        }
        if (parent != null && !Files.isDirectory(parent)) {
            throw new NotDirectoryException(parent.toString());
        }
        try {
            Files.createDirectory(path, Permissions.directory());
        } catch (final FileAlreadyExistsException ex) {
            return;
        }
        if (parent != null) {
            Uninterrupted.forceDirectory(parent);
        }
    }
}
