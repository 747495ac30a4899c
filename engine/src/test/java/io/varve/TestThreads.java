package io.varve;

import java.util.ArrayList;
import java.util.List;

/** Threads beside that of a test. All of them, and the test, are told to end when one fails. */
public final class TestThreads {

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;
    private volatile Throwable failure;

    public Thread start(final Runnable task) {
        final Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (final Throwable ex) {
                fail(ex);
            }
        });
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** The first failure counts. */
    private synchronized void fail(final Throwable cause) {
        failure = failure == null ? cause : failure;
        ended = true;
    }

    public boolean haveEnded() {
        return ended;
    }

    /** Tell all threads to end, and wait until they have. */
    public void end() throws InterruptedException {
        ended = true;
        for (final Thread thread : threads) {
            thread.join();
        }
    }

    public void throwFailure() {
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }
}
