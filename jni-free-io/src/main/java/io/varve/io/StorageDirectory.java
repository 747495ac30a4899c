package io.varve.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One flat directory of a {@link Storage}. Names are plain file names: no separators, never {@code .} or {@code ..}.
 *
 * <p>Creations, renames and deletions are visible at once to everybody and are durable only after
 * {@link #force()}. Safe for use by many threads.
 */
public interface StorageDirectory extends AutoCloseable {

    /**
     * The path that the directory was opened by, for messages.
     *
     * @return the path that the directory was opened by.
     */
    Path path();

    /**
     * An identity that two openings of the same directory share, by whatever path, as a string that is
     * comparable across class loaders.
     *
     * @return the identity, for example device and inode.
     */
    String key();

    /**
     * The type of the file system below the directory, in lower case, as the operating system names it.
     *
     * @return for example {@code ext4}, {@code xfs} or {@code tmpfs}.
     * @throws IOException when it cannot be found out.
     */
    String fileSystemType() throws IOException;

    /**
     * The names of all entries, sorted.
     *
     * @return a new list.
     * @throws IOException when the directory cannot be read.
     */
    List<String> list() throws IOException;

    /**
     * Create a file that must not exist yet, open for reading and writing, with mode 0600.
     *
     * @param name of the file.
     * @return the open, empty file.
     * @throws java.nio.file.FileAlreadyExistsException when there is an entry of that name.
     * @throws IOException                              when the file system refuses.
     */
    StorageFile create(String name) throws IOException;

    /**
     * Open an existing regular file. A symbolic link is refused.
     *
     * @param name     of the file.
     * @param writable whether the file is to be written; without it nothing of the file can change.
     * @return the open file.
     * @throws java.nio.file.NoSuchFileException when there is no such entry.
     * @throws NotRegularFileException           when it is something else, a symbolic link included.
     * @throws WrongModeException                when others than the owner may write it.
     * @throws IOException                       when the file system refuses.
     */
    StorageFile open(String name, boolean writable) throws IOException;

    /**
     * Rename an entry, atomically replacing another of the new name.
     *
     * @param from the present name.
     * @param to   the new name.
     * @throws IOException when the file system refuses.
     */
    void rename(String from, String to) throws IOException;

    /**
     * Delete an entry. What has it open or mapped keeps it.
     *
     * @param name of the file.
     * @throws java.nio.file.NoSuchFileException when there is no such entry.
     * @throws IOException                       when the file system refuses.
     */
    void delete(String name) throws IOException;

    /**
     * Give a file of this directory the same name in another one, so that both are one file, without copying it.
     *
     * @param name   of the file, which the other directory does not have yet.
     * @param target the other directory.
     * @return false when storage or file system cannot do that: then nothing was changed.
     */
    default boolean link(final String name, final StorageDirectory target) {
        return false;
    }

    /**
     * Make all creations, renames and deletions so far durable.
     *
     * @throws IOException when the device fails; nothing is known then of what is durable.
     */
    void force() throws IOException;

    /**
     * Try to take the exclusive lock that lives in the file of that name, which is created when missing. The lock
     * excludes other processes and everybody else in this JVM, other class loaders included, and is given back by
     * {@link StorageLock#close()} or the end of the process. Nobody else may ever open that file.
     *
     * @param name of the lock file.
     * @return the lock, or null when somebody else holds it.
     * @throws IOException when the file system refuses.
     */
    StorageLock tryLock(String name) throws IOException;

    /** Close the handle. Files and regions that were opened through it stay open. */
    @Override
    void close();
}
