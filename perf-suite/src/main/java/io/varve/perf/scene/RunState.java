package io.varve.perf.scene;

import java.util.concurrent.atomic.AtomicReference;

/** Tells the threads of one recording to end, and keeps the first failure of any. Safe for use by many threads. */
final class RunState {

    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void fail(final RuntimeException cause) {
        failure.compareAndSet(null, cause);
        stop();
    }

    void throwIfFailed() {
        if (failure.get() != null) {
            throw failure.get();
        }
    }
}
