package io.varve.perf.scene;

import io.varve.log.LogReader;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that replays: in the middle of the recording it begins with the first record, checks every checksum, and
 * ends when it has caught up with the writer. It rests between pieces, to leave the processor to the others.
 */
final class CatchUpReader implements Runnable {

    private static final int LIMIT = 256;
    private static final long REST_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final RecordHandler IGNORE = (buffer, offset, length, header) -> { };

    private final RecordLog log;
    private final RunPlan plan;
    private final RunState state;
    private long records;
    private long durationNs;
    private boolean caughtUp;

    CatchUpReader(final RecordLog log, final RunPlan plan, final RunState state) {
        this.log = log;
        this.plan = plan;
        this.state = state;
    }

    @Override
    public void run() {
        final long startNs = plan.measuredFromNs() + (plan.endNs() - plan.measuredFromNs()) / 2;
        while (System.nanoTime() < startNs && !state.isStopped()) {
            LockSupport.parkNanos(this, WAIT_NS);
        }
        final long beginNs = System.nanoTime();
        try (LogReader reader = log.verifyingReader()) {
            while (!state.isStopped() && !caughtUp && System.nanoTime() < plan.endNs()) {
                final int polled = reader.poll(IGNORE, LIMIT);
                if (polled < 0) {
                    throw new ReadFailedException("replaying", reader, polled);
                }
                records += polled;
                caughtUp = polled < LIMIT;
                LockSupport.parkNanos(this, REST_NS);
            }
        } catch (final RuntimeException ex) {
            state.fail(ex);
        }
        durationNs = System.nanoTime() - beginNs;
    }

    long records() {
        return records;
    }

    long durationNs() {
        return durationNs;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }
}
