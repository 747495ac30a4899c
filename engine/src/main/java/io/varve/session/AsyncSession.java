package io.varve.session;

import io.varve.StoreClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

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
    private final AsyncLane stages;

    AsyncSession(final Session session, final WriterStatus status) {
        this.session = session;
        stages = new AsyncLane(session, status);
    }

    AsyncLane stages() {
        return stages;
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
        stages.lock();
        try {
            final long code = stages.check();
            return stage(code < 0 ? code : session.send(type, source, offset, length, timestampNs));
        } finally {
            stages.unlock();
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
        stages.lock();
        try {
            final long check = stages.check();
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
            stages.unlock();
        }
    }

    private CompletionStage<Long> stage(final long ticket) {
        if (ticket == Session.BACK_PRESSURED) {
            return BACK_PRESSURED;
        }
        if (ticket < 0) {
            return CompletableFuture.failedStage(stages.refusal(ticket));
        }
        return stages.add(new Sent(ticket));
    }

    /**
     * Send nothing more. Stages that are open complete; then the dispatcher gives the session back to its pool. Does
     * nothing when it is closed.
     */
    @Override
    public void close() {
        stages.close();
    }

    /** A record that was sent. */
    private static final class Sent extends AsyncLane.Pending<Long> {

        Sent(final long ticket) {
            super(ticket);
        }

        @Override
        Long outcome(final Lane lane, final long ticket) {
            return lane.position(ticket);
        }
    }
}
