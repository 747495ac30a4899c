package io.varve.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where stores live: the one way in which the engine reaches files.
 *
 * <p>Implementations are safe for use by many threads. Directories and files that they hand out follow the
 * thread rules written there.
 */
public interface Storage {

    /**
     * Open a directory, creating it and its missing parents with mode 0700 when asked.
     *
     * @param path   of the directory.
     * @param create whether to create it when it does not exist.
     * @return the open directory.
     * @throws java.nio.file.NoSuchFileException    when it does not exist and {@code create} is false.
     * @throws java.nio.file.NotDirectoryException  when the path is something else, a symbolic link included.
     * @throws WrongModeException                   when others than the owner may write it, or the file system has no
     *                                              POSIX modes.
     * @throws IOException                          when the file system refuses.
     */
    StorageDirectory openDirectory(Path path, boolean create) throws IOException;
}
