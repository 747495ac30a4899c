package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.VarveException;
import io.varve.io.MappedStorage;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.store.CursorFile;
import io.varve.store.CursorSlot;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A log that another process may be writing, open for reading. Nothing in its directory is changed, and the writer
 * knows nothing of it: retention can overtake a reader, whose poll then returns {@link LogReader#POSITION_GONE}. After
 * a power loss it ends where a writer that opens it will let it end.
 *
 * <p>Safe for use by many threads; readers belong to one thread each.
 */
public final class ReadOnlyLog implements AutoCloseable {

    private final Storage storage;
    private final ReadOnlyStore store;

    private ReadOnlyLog(final Storage storage, final ReadOnlyStore store) {
        this.storage = storage;
        this.store = store;
    }

    /**
     * Open a log in a directory for reading.
     *
     * @param path of the directory.
     * @return the open log.
     * @throws ConfigurationException when there is no store, the JVM lacks the flag, or one of its files is a link or
     *                                may be written by others.
     * @throws StoreFailedException   when the file system fails.
     */
    public static ReadOnlyLog open(final Path path) {
        return open(MappedStorage.instance(), path);
    }

    /**
     * Open a log in a directory of some storage for reading.
     *
     * @param storage that the directory is of.
     * @param path    of the directory.
     * @return the open log.
     * @throws ConfigurationException when there is no store, the JVM lacks the flag, or one of its files is a link or
     *                                may be written by others.
     * @throws StoreFailedException   when the file system fails.
     */
    public static ReadOnlyLog open(final Storage storage, final Path path) {
        return new ReadOnlyLog(storage, ReadOnlyStore.open(storage, path, StoreKind.LOG));
    }

    /**
     * A new reader at the oldest record.
     *
     * @return a reader, which belongs to one thread and must be closed.
     * @throws StoreClosedException when the log is closed.
     */
    public LogReader reader() {
        final ForeignAccess access = new ForeignAccess(store);
        return new LogReader(access, access.trustsCommitWords() ? null : access.newVerifier());
    }

    /**
     * A new reader at the oldest record that checks every frame against its checksum before it hands it out.
     *
     * @return a reader, which belongs to one thread and must be closed.
     * @throws StoreClosedException when the log is closed.
     */
    public LogReader verifyingReader() {
        final ForeignAccess access = new ForeignAccess(store);
        return new LogReader(access, access.newVerifier());
    }

    /**
     * Up to where the log is known to survive any crash: what the writer has noted last.
     *
     * @return position up to which the log was forced.
     * @throws StoreClosedException when the log is closed.
     */
    public long durablePosition() {
        return store.watermark();
    }

    /**
     * The generation of the writer. A position that is kept outside the log is kept with it.
     *
     * @return the epoch.
     * @throws StoreClosedException when the log is closed.
     */
    public long epoch() {
        return store.epoch();
    }

    /**
     * A cursor in a directory of this process's own. The writer respects it when it was told of the directory, by
     * {@link LogConfig#cursorDirectories()}.
     *
     * @param cursorDirectory of this process and no other, created when missing.
     * @param name            of 1 to 64 letters, digits, {@code -} or {@code _}.
     * @return the cursor, made at the beginning of the log when there is none of that name; it must be closed.
     * @throws ConfigurationException when the name breaks the rule.
     * @throws StoreClosedException   when the log is closed.
     * @throws StoreFailedException   when the file system fails.
     */
    public LogCursor cursor(final Path cursorDirectory, final String name) {
        LogCursors.checkName(name);
        store.throwIfClosed();
        final LogStatus status = new LogStatus(cursorDirectory.toString(), Long.MAX_VALUE, 0, 0);
        try (StorageDirectory own = storage.openDirectory(cursorDirectory, true)) {
            final CursorFile file;
            if (own.list().contains(StoreFileNames.cursor(name))) {
                file = CursorFile.open(own, name);
            } else {
                try (LogReader reader = reader()) {
                    file = CursorFile.create(own, name, new CursorSlot(1, epoch(), reader.position(), false, false));
                }
            }
            return new LogCursor(name, file, status, this::epochOf);
        } catch (final IOException ex) {
            throw new StoreFailedException("the cursor " + name + " could not be opened: " + ex.getMessage(), ex);
        }
    }

    /**
     * The epoch with which a position is committed. As long as the log of the epoch before reaches the position it is
     * that one: what a newer writer has announced may be about to be cut.
     */
    private long epochOf(final long before, final long position) {
        try {
            final long now = epoch();
            return now == before || !isBehindEpoch(before, position) ? before : now;
        } catch (final VarveException ex) {
            // A cursor that is taken for cut is better than one that is not.
            return before;
        }
    }

    private boolean isBehindEpoch(final long before, final long position) {
        try (LogReader reader = reader()) {
            return reader.isBehindEpoch(position, before);
        }
    }

    /**
     * Close the log. A poll of one of its readers returns {@link LogReader#CLOSED} from now on, and one that is under
     * way ends as it would have; what a reader has mapped is given back when it is closed itself. By any thread;
     * repeated calls do nothing.
     */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "ReadOnlyLog[" + store.directory().path() + "]";
    }
}
