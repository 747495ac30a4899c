package io.varve.log;

import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.agent.PaddedLong;

/**
 * What the threads of one open log tell each other: how far it is committed and durable, and whether it still works.
 */
final class LogStatus {

    /** Position behind the last whole record or batch; written by the writer. */
    final PaddedLong committed;
    /** Sequence of the next record; written by the writer, for statistics and retention. */
    final PaddedLong nextSequence;
    /** Position up to which the log is forced, always between batches; written by who forces. */
    final PaddedLong durable;
    /** Highest position that somebody waits to be durable; raised by anybody. */
    final PaddedLong requested;
    /**
     * Time in ns since the Unix epoch, at most about a millisecond old; written by the tick agent. The writer looks
     * at this cell only; when it has changed, it looks at the others too.
     */
    final PaddedLong time;
    /** What happens to the log, for its listener and its counters. */
    final LogEvents events = new LogEvents();
    /** Position at which the writer moved to the view that it stores through; written by the writer. */
    final PaddedLong viewStart;
    /** Position, between batches, before which all views were unmapped; written by the tick agent. */
    final PaddedLong settled;
    /** 0 while the log is open; not 0 tells hot paths to find out why. */
    private final PaddedLong halted = new PaddedLong(0);

    private final String name;
    private volatile Throwable failure;
    private volatile boolean closed;

    LogStatus(final String name, final long tail, final long sequence, final long timeNs) {
        this.name = name;
        committed = new PaddedLong(tail);
        nextSequence = new PaddedLong(sequence);
        durable = new PaddedLong(tail);
        requested = new PaddedLong(tail);
        time = new PaddedLong(timeNs);
        viewStart = new PaddedLong(tail);
        settled = new PaddedLong(tail);
    }

    /** The first failure counts. */
    synchronized void fail(final Throwable cause) {
        if (failure == null) {
            failure = cause;
            halt();
        }
        // Last, because it needs memory, which may be what is missing.
        events.failed("the log has failed", cause);
    }

    synchronized void close() {
        closed = true;
        halt();
    }

    private void halt() {
        halted.setRelease(1);
        time.setRelease(time.getPlain() + 1);
    }

    boolean isHalted() {
        return halted.getAcquire() != 0;
    }

    boolean isFailed() {
        return failure != null;
    }

    boolean isClosed() {
        return closed;
    }

    /** Say why the log does not work any more. */
    void throwIfHalted() {
        throwIfClosed();
        if (failure != null) {
            throwFailure();
        }
    }

    void throwIfClosed() {
        if (closed) {
            throw new StoreClosedException("the log " + name + " is closed");
        }
    }

    void throwFailure() {
        throw new StoreFailedException("the log " + name + " has failed and must be closed and opened again; records "
            + "behind position " + durable.getAcquire() + " may be lost: " + failure, failure);
    }
}
