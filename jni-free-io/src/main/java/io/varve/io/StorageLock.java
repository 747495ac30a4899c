package io.varve.io;

/** An exclusive lock held on a directory; see {@link StorageDirectory#tryLock(String)}. */
public interface StorageLock extends AutoCloseable {

    /** Give the lock back. Repeated calls do nothing. */
    @Override
    void close();
}
