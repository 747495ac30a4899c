package io.varve.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;

/** A clock that stands still until it is told otherwise, or goes on by a step at each look. */
final class FakeClock implements NanoClock {

    private final AtomicLong nowNs = new AtomicLong(-5_000_000_000L);
    private volatile long stepNs;

    @Override
    public long nanoTime() {
        return nowNs.addAndGet(stepNs);
    }

    void advanceMs(final long ms) {
        nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** From now on each look takes that long, so that waits end without anybody else. */
    FakeClock stepMs(final long ms) {
        stepNs = TimeUnit.MILLISECONDS.toNanos(ms);
        return this;
    }
}
