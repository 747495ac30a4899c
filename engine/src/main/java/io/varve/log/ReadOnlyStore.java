package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.store.MarkFile;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a read-only log and its readers share: the directory and the mark. They are given back when the log and the last
 * of its readers are closed, so that a reader which comes late meets a log that is closed and no memory that is gone.
 */
final class ReadOnlyStore {

    private final StorageDirectory directory;
    private final MarkFile mark;
    private final TrustedEnd trustedEnd;
    private int holders = 1;
    private volatile boolean closed;

    /** A store of a kind in a directory. Nothing is left open when it is not one. */
    static ReadOnlyStore open(final Storage storage, final Path path, final StoreKind kind) {
        StoreOpening.checkJvm();
        StorageDirectory directory = null;
        ReadOnlyStore store = null;
        try {
            directory = storage.openDirectory(path, false);
            store = open(directory, kind);
            return store;
        } catch (final NoSuchFileException ex) {
            throw new ConfigurationException(
                path + " does not exist; " + kind.label() + " is created by the one who writes it", ex);
        } catch (final IOException ex) {
            throw StoreOpening.failure(kind.label() + " in " + path + " could not be opened", ex);
        } finally {
            if (store == null && directory != null) {
                directory.close();
            }
        }
    }

    private static ReadOnlyStore open(final StorageDirectory directory, final StoreKind kind) throws IOException {
        final SegmentList list = SegmentList.load(directory);
        if (list != null) {
            StoreOpening.checkKind(directory, list, kind);
        }
        final MarkFile mark = MarkFile.open(directory, false);
        if (mark == null) {
            throw new ConfigurationException(directory.path() + " holds no store that can be read: "
                + StoreFileNames.MARK + " is missing or damaged; a writer that opens the store repairs it");
        }
        return new ReadOnlyStore(directory, mark);
    }

    /** Held by the log. */
    private ReadOnlyStore(final StorageDirectory directory, final MarkFile mark) {
        this.directory = directory;
        this.mark = mark;
        trustedEnd = new TrustedEnd(directory, mark);
    }

    /** For one who holds it, as the other parts are. */
    StorageDirectory directory() {
        return directory;
    }

    MarkFile mark() {
        return mark;
    }

    TrustedEnd trustedEnd() {
        return trustedEnd;
    }

    boolean isClosed() {
        return closed;
    }

    synchronized long watermark() {
        throwIfClosed();
        return mark.watermark();
    }

    synchronized long epoch() {
        throwIfClosed();
        return mark.current().epoch();
    }

    /** Keep the parts for one more reader. */
    synchronized void hold() {
        throwIfClosed();
        holders++;
    }

    /** By a reader, once. */
    synchronized void release() {
        holders--;
        if (holders == 0) {
            mark.close();
            directory.close();
        }
    }

    /** By the log. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    void throwIfClosed() {
        if (closed) {
            throw new StoreClosedException("the log " + directory.path() + " is closed");
        }
    }
}
