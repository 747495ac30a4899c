package io.varve.bytes;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.kv.ValueCopier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bounded number of readers that threads borrow for one read each. Made when needed and kept; a thread that finds
 * none waits, without pinning its carrier if it is a virtual one.
 */
final class ReaderHandles implements AutoCloseable {

    private static final long WAIT_SECONDS = 10;

    private final KeyValueStore store;
    private final int most;
    private final Semaphore free;
    private final Deque<Handle> idle = new ArrayDeque<>();
    private boolean closed;

    ReaderHandles(final KeyValueStore store, final int most) {
        this.store = store;
        this.most = most;
        free = new Semaphore(most);
    }

    /** A reader, and what copies values out for it. */
    static final class Handle {

        private final KeyValueReader reader;
        private final ValueCopier values;

        Handle(final KeyValueReader reader) {
            this.reader = reader;
            values = new ValueCopier(reader);
        }

        KeyValueReader reader() {
            return reader;
        }

        ValueCopier values() {
            return values;
        }
    }

    Handle borrow() {
        acquire();
        boolean borrowed = false;
        try {
            final Handle handle = take();
            borrowed = true;
            return handle;
        } finally {
            if (!borrowed) {
                free.release();
            }
        }
    }

    private void acquire() {
        final long timeoutNs = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            if (!free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreTimeoutException(
                    "none of " + most + " readers came free within " + WAIT_SECONDS + " s", timeoutNs);
            }
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new StoreTimeoutException("the wait for a reader was interrupted",
                StoreTimeoutException.NO_POSITION, timeoutNs, ex);
        }
    }

    private synchronized Handle take() {
        if (closed) {
            throw new StoreClosedException("the key-value store is closed");
        }
        Handle handle = idle.pollFirst();
        if (handle == null) {
            handle = new Handle(store.reader());
        }
        return handle;
    }

    void giveBack(final Handle handle) {
        putBack(handle);
        free.release();
    }

    private synchronized void putBack(final Handle handle) {
        if (closed) {
            handle.reader.close();
        } else {
            idle.addFirst(handle);
        }
    }

    /** Readers in use are closed when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(handle -> handle.reader.close());
        idle.clear();
    }
}
