package io.varve.io;

/**
 * An exclusive lock held on a directory; see {@link StorageDirectory#tryLock(String)}.
 *
 * <p>Held by the process and no thread of it; closed by any thread, once or more often.
 */
public interface StorageLock extends AutoCloseable {

    /** Give the lock back. Repeated calls do nothing. */
    @Override
    void close();
}
