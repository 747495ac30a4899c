package io.varve.session;

import io.varve.StoreClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * The stages of an asynchronous session, in the order in which they were asked for. Stages are added by any thread that
 * has the lock, and completed by that of the {@link SessionDispatcher}.
 */
final class AsyncLane {

    private final LaneSession session;
    private final Lane lane;
    private final WriterStatus status;
    private final ReentrantLock lock = new ReentrantLock();
    /** As long as the window of results: a result is read before its place here is free for a newer one. */
    private final SpscVarHandleArrayQueue<Pending<?>> pending;
    private volatile boolean closed;

    AsyncLane(final LaneSession session, final WriterStatus status) {
        this.session = session;
        this.status = status;
        lane = session.lane();
        pending = new SpscVarHandleArrayQueue<>(lane.window());
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Whether another stage can be added: 0 or a negative code. Under the lock, as {@link #add}. */
    long check() {
        if (closed) {
            return Session.CLOSED;
        }
        session.takeOver();
        return pending.size() < lane.window() ? 0 : Session.BACK_PRESSURED;
    }

    <T> CompletionStage<T> add(final Pending<T> stage) {
        pending.offer(stage);
        return stage;
    }

    /** Why nothing was sent. */
    RuntimeException refusal(final long code) {
        return closed ? new StoreClosedException("the asynchronous session is closed; nothing was sent")
            : status.exception(code, "nothing was sent");
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** The position to be forced before the stages that are applied can complete. By the dispatcher, as all below. */
    long appliedPosition() {
        final long applied = lane.applied();
        final Pending<?> first = pending.peek();
        return first == null || first.ticket > applied ? Session.NO_POSITION : lane.position(applied);
    }

    /** Complete the stages whose records are applied and lie before a position; returns how many. */
    int completeBefore(final long position) {
        final boolean ended = status.hasEnded();
        final long applied = lane.applied();
        int count = 0;
        Pending<?> first = pending.peek();
        while (first != null && first.ticket <= applied) {
            if (lane.position(first.ticket) >= position) {
                return count;
            }
            // Behind the poll its place in the window may get another result.
            first.look(lane);
            pending.poll();
            first.finish();
            count++;
            first = pending.peek();
        }
        return ended ? count + failAll(status.ending("the record was not applied")) : count;
    }

    /** Nothing that is open will happen, or nobody will know. */
    int failAll(final RuntimeException cause) {
        int count = 0;
        Pending<?> first = pending.poll();
        while (first != null) {
            first.completeExceptionally(cause);
            count++;
            first = pending.poll();
        }
        return count;
    }

    /** Whether the session was closed and nothing is open: it has gone back to its pool then. */
    boolean giveBackIfDone() {
        if (!closed || !pending.isEmpty()) {
            return false;
        }
        lock.lock();
        try {
            session.takeOver();
            session.close();
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** A stage and what it waits for. */
    abstract static class Pending<T> extends CompletableFuture<T> {

        private final long ticket;
        private T outcome;
        private RuntimeException failure;

        Pending(final long ticket) {
            this.ticket = ticket;
        }

        /** What to complete with; the ticket is applied and its result in the window. */
        abstract T outcome(Lane lane, long ofTicket);

        private void look(final Lane lane) {
            try {
                outcome = outcome(lane, ticket);
            } catch (final RuntimeException ex) {
                failure = ex;
            }
        }

        private void finish() {
            if (failure == null) {
                complete(outcome);
            } else {
                completeExceptionally(failure);
            }
        }
    }
}
