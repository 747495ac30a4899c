package io.varve.log;

import io.varve.StoreClosedException;
import io.varve.io.StorageDirectory;
import io.varve.store.MarkFile;

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

    /** Held by the log. */
    ReadOnlyStore(final StorageDirectory directory, final MarkFile mark) {
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
