package io.varve.perf.scene;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ctrl-C, or any other signal that ends the JVM: the work is asked to end, and the JVM waits until it has printed what
 * it knows.
 */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_S = 20;
    private static final long SOON_MS = 300;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "interruption");
    private volatile boolean requested;

    static Interruption install() {
        final Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void onShutdown() {
        requested = true;
        try {
            finished.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRequested() {
        return requested;
    }

    /** The same, when a child has already felt the signal that this process is about to feel. */
    boolean isRequestedSoon() {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON_MS);
        while (!requested && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
        }
        return requested;
    }

    /** The work has ended: from here on the JVM may. */
    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (final IllegalStateException ex) {
                // The signal came just now; the hook finds the work finished.
                return;
            }
        }
    }
}
