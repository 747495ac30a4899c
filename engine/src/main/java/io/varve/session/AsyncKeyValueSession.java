package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.kv.KeyValueResult;
import io.varve.kv.PutOptions;
import io.varve.kv.ValueCopier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A session of a key-value store for those who prefer stages to tickets. Each call allocates its stage and takes a
 * lock, so this is not for the hottest path; {@link KeyValueSession} is.
 *
 * <p>The stage of a change completes with its result, a version or a code of {@link KeyValueResult}, when waiting for
 * its ticket would have ended: when it has happened, or at {@link io.varve.Durability#BATCH} and {@link
 * io.varve.Durability#RECORD} is durable. The stage of a {@link #get get} completes after all changes that were asked
 * for before it. Stages complete in order, and on the thread of the {@link SessionDispatcher}, never on the writer's
 * unless it runs both; a dependent stage must not wait for another one there, but may ask for more.
 *
 * <p>Back-pressure is a value here too: when the lane is full, or as many stages are open as the lane remembers
 * results, the stage of a change is complete already, with {@link KeyValueResult#BACK_PRESSURED}, and nothing was sent;
 * that of a get has failed with a {@link RejectedExecutionException}. When the writer or the session is closed, or the
 * store has failed, stages fail with {@link StoreClosedException} or {@link io.varve.StoreFailedException}.
 *
 * <p>Safe for use by many threads.
 */
public final class AsyncKeyValueSession implements AutoCloseable {

    private static final CompletionStage<Long> BACK_PRESSURED =
        CompletableFuture.completedStage(Session.BACK_PRESSURED);
    private static final CompletionStage<Long> NOTHING_STORED = CompletableFuture.completedStage(0L);

    private final KeyValueSession session;
    private final AsyncLane stages;
    /** Used by the dispatcher. */
    private final ValueCopier values;

    AsyncKeyValueSession(final KeyValueSession session, final WriterStatus status) {
        this.session = session;
        stages = new AsyncLane(session, status);
        values = new ValueCopier(session.presentReader());
    }

    AsyncLane stages() {
        return stages;
    }

    /**
     * Put a value.
     *
     * @param options     condition, type and end; nothing of it is kept.
     * @param key         that holds the key, which is copied before this returns.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value, which is copied before this returns.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the stage, which completes with the version or a code.
     * @throws io.varve.RecordTooLargeException when key and value are longer than {@link KeyValueSession#maxLength()}.
     * @throws io.varve.ConfigurationException  when a length is out of the store's range.
     */
    public CompletionStage<Long> put(final PutOptions options, final DirectBuffer key, final int keyOffset,
        final int keyLength, final DirectBuffer value, final int valueOffset, final int valueLength) {
        stages.lock();
        try {
            final long code = stages.check();
            return stage(code < 0 ? code
                : session.put(options, key, keyOffset, keyLength, value, valueOffset, valueLength));
        } finally {
            stages.unlock();
        }
    }

    /**
     * Delete a key.
     *
     * @param key       that holds the key, which is copied before this returns.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the stage, which completes with the version of the delete or a code.
     * @throws io.varve.ConfigurationException when the length is out of the store's range.
     */
    public CompletionStage<Long> delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        stages.lock();
        try {
            final long code = stages.check();
            return stage(code < 0 ? code : session.delete(key, keyOffset, keyLength));
        } finally {
            stages.unlock();
        }
    }

    /**
     * Send an atomic batch.
     *
     * @param maxLength most bytes of the lane that the batch will take; see {@link KeyValueSession#tryBatch(int)}.
     * @param filler    adds the changes, and leaves it to this method to commit; when it throws, nothing is sent.
     * @return the stage, which completes with the result of the batch; with 0 when it has no change.
     * @throws io.varve.RecordTooLargeException when {@code maxLength} is more than a lane takes.
     */
    public CompletionStage<Long> batch(final int maxLength, final Consumer<KeyValueSessionBatch> filler) {
        stages.lock();
        try {
            final long check = stages.check();
            final long code = check < 0 ? check : session.tryBatch(maxLength);
            if (code < 0) {
                return stage(code);
            }
            try (KeyValueSessionBatch batch = session.batch()) {
                filler.accept(batch);
                return batch.count() == 0 ? NOTHING_STORED : stage(batch.commit());
            }
        } finally {
            stages.unlock();
        }
    }

    /**
     * Read a value, after all changes that were asked for before. It may see some that were asked for later.
     *
     * @param key       that holds the key, which is copied before this returns.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the stage, which completes with the value, or with null when there is no such key; it fails with {@link
     *     io.varve.StoreCorruptException} when the record of the key is damaged.
     */
    public CompletionStage<byte[]> get(final DirectBuffer key, final int keyOffset, final int keyLength) {
        final byte[] copy = new byte[keyLength];
        key.getBytes(keyOffset, copy);
        stages.lock();
        try {
            final long code = stages.check();
            if (code == Session.BACK_PRESSURED) {
                return CompletableFuture.failedStage(
                    new RejectedExecutionException("too many stages are open; try again when one has completed"));
            }
            return code < 0 ? CompletableFuture.failedStage(stages.refusal(code))
                : stages.add(new Read(session.lastTicket(), values, copy));
        } finally {
            stages.unlock();
        }
    }

    private CompletionStage<Long> stage(final long ticket) {
        if (ticket == Session.BACK_PRESSURED) {
            return BACK_PRESSURED;
        }
        return ticket < 0 ? CompletableFuture.failedStage(stages.refusal(ticket)) : stages.add(new Change(ticket));
    }

    /**
     * Send nothing more. Stages that are open complete; then the dispatcher gives the session back to its pool. Does
     * nothing when it is closed.
     */
    @Override
    public void close() {
        stages.close();
    }

    /** A change that was sent. */
    private static final class Change extends AsyncLane.Pending<Long> {

        Change(final long ticket) {
            super(ticket);
        }

        @Override
        Long outcome(final Lane lane, final long ticket) {
            return lane.result(ticket);
        }
    }

    /** A read that waits for the last change before it. */
    private static final class Read extends AsyncLane.Pending<byte[]> {

        private final ValueCopier values;
        private final byte[] key;

        Read(final long ticket, final ValueCopier values, final byte[] key) {
            super(ticket);
            this.values = values;
            this.key = key;
        }

        @Override
        byte[] outcome(final Lane lane, final long ticket) {
            return values.get(new UnsafeBuffer(key), 0, key.length);
        }
    }
}
