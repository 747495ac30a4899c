package io.varve.session;

import io.varve.StoreClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * A session for those who prefer stages to tickets. Each send allocates its stage and takes a lock, so this is not for
 * the hottest path; {@link Session} is.
 *
 * <p>A stage completes with the position of the record (of a batch: of its last record) when waiting for its ticket
 * would have ended: when it is committed, or at {@link io.varve.Durability#BATCH} and {@link
 * io.varve.Durability#RECORD} durable. It completes on the thread of the {@link SessionDispatcher}, where a dependent
 * stage must not wait for another one; it may send.
 *
 * <p>Back-pressure is a value here too: when the lane is full, or as many stages are open as the lane remembers
 * results, the stage returned is complete already, with {@link Session#BACK_PRESSURED}, and nothing was sent. When the
 * writer or the session is closed, or the log has failed, stages fail with {@link StoreClosedException} or {@link
 * io.varve.StoreFailedException}.
 *
 * <p>Safe for use by many threads.
 */
public final class AsyncSession implements AutoCloseable {

    private static final CompletionStage<Long> BACK_PRESSURED =
        CompletableFuture.completedStage(Session.BACK_PRESSURED);

    private final Session session;
    private final Lane lane;
    private final WriterStatus status;
    private final ReentrantLock lock = new ReentrantLock();
    /** As long as the window of results: a result is read before its place here is free for a newer one. */
    private final SpscVarHandleArrayQueue<Pending> pending;
    private volatile boolean closed;

    AsyncSession(final Session session, final WriterStatus status) {
        this.session = session;
        this.status = status;
        lane = session.lane();
        pending = new SpscVarHandleArrayQueue<>(lane.window());
    }

    /**
     * Send a record with the engine's time.
     *
     * @param type   0 to 127.
     * @param source of the body, which is copied before this returns.
     * @param offset of the body in {@code source}.
     * @param length of the body in bytes, 1 to {@link Session#maxRecordLength()}.
     * @return the stage, which completes with the position, or is complete with {@link Session#BACK_PRESSURED}.
     * @throws io.varve.RecordTooLargeException when the body is longer than the limit.
     * @throws io.varve.ConfigurationException  when type or length is wrong.
     */
    public CompletionStage<Long> send(
        final int type, final DirectBuffer source, final int offset, final int length) {
        return send(type, source, offset, length, Session.ENGINE_TIME);
    }

    /**
     * Send a record.
     *
     * @param type        0 to 127.
     * @param source      of the body, which is copied before this returns.
     * @param offset      of the body in {@code source}.
     * @param length      of the body in bytes, 1 to {@link Session#maxRecordLength()}.
     * @param timestampNs of the record, ns since the Unix epoch, or {@link Session#ENGINE_TIME}.
     * @return the stage, which completes with the position, or is complete with {@link Session#BACK_PRESSURED}.
     * @throws io.varve.RecordTooLargeException when the body is longer than the limit.
     * @throws io.varve.ConfigurationException  when type or length is wrong.
     */
    public CompletionStage<Long> send(
        final int type, final DirectBuffer source, final int offset, final int length, final long timestampNs) {
        lock.lock();
        try {
            final long code = check();
            return stage(code < 0 ? code : session.send(type, source, offset, length, timestampNs));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Send an atomic batch.
     *
     * @param maxLength most bytes that the batch will take; see {@link Session#tryBatch(int)}.
     * @param filler    adds the records, and leaves it to this method to commit; when it throws, nothing is sent.
     * @return the stage, which completes with the position of the last record, or is complete with {@link
     *     Session#BACK_PRESSURED}, or with {@link Session#NO_POSITION} when the batch has no record.
     * @throws io.varve.RecordTooLargeException when {@code maxLength} is more than a lane or the log takes.
     * @throws io.varve.ConfigurationException  when {@code maxLength} is less than a record takes.
     */
    public CompletionStage<Long> sendBatch(final int maxLength, final Consumer<SessionBatch> filler) {
        lock.lock();
        try {
            final long check = check();
            final long code = check < 0 ? check : session.tryBatch(maxLength);
            if (code < 0) {
                return stage(code);
            }
            try (SessionBatch batch = session.batch()) {
                filler.accept(batch);
                return batch.count() == 0 ? CompletableFuture.completedStage(Session.NO_POSITION)
                    : stage(batch.commit());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, as {@link #stage(long)}. */
    private long check() {
        if (closed) {
            return Session.CLOSED;
        }
        session.takeOver();
        return pending.size() < lane.window() ? 0 : Session.BACK_PRESSURED;
    }

    private CompletionStage<Long> stage(final long ticket) {
        if (ticket == Session.BACK_PRESSURED) {
            return BACK_PRESSURED;
        }
        if (ticket < 0) {
            return CompletableFuture.failedStage(closed
                ? new StoreClosedException("the asynchronous session is closed; nothing was sent")
                : status.exception(ticket, "nothing was sent"));
        }
        final Pending stage = new Pending(ticket);
        pending.offer(stage);
        return stage;
    }

    /**
     * Send nothing more. Stages that are open complete; then the dispatcher gives the session back to its pool. Does
     * nothing when it is closed.
     */
    @Override
    public void close() {
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
        final Pending first = pending.peek();
        return first == null || first.ticket > applied ? Session.NO_POSITION : lane.position(applied);
    }

    /** Complete the stages whose records are applied and lie before a position; returns how many. */
    int completeBefore(final long position) {
        final boolean ended = status.hasEnded();
        final long applied = lane.applied();
        int count = 0;
        Pending first = pending.peek();
        while (first != null && first.ticket <= applied) {
            final long result = lane.position(first.ticket);
            if (result >= position) {
                return count;
            }
            pending.poll();
            first.complete(result);
            count++;
            first = pending.peek();
        }
        return ended ? count + failAll(status.ending("the record was not applied")) : count;
    }

    /** Nothing that is open will happen, or nobody will know. */
    int failAll(final RuntimeException cause) {
        int count = 0;
        Pending first = pending.poll();
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
    private static final class Pending extends CompletableFuture<Long> {

        private final long ticket;

        Pending(final long ticket) {
            this.ticket = ticket;
        }
    }
}
