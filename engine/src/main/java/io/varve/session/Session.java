package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.log.LogWriter;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A producer's lane to the writer of a log, taken from a {@link SessionPool} and given back by {@link #close()}.
 *
 * <p>Sending copies the record into the lane, never waits, allocates nothing, and returns a ticket, which is 1 or more,
 * or one of the negative codes below. Records of one session reach the log in the order in which they were sent. A
 * ticket is no promise yet: {@link #awaitApplied} waits until the record is committed, {@link #awaitDurable} until any
 * crash spares it, and {@link #await} for what the {@linkplain io.varve.Durability durability} of the log makes of
 * that.
 *
 * <p>Belongs to the thread that took it, until another one {@linkplain #takeOver() takes it over}; a second thread that
 * just uses it is refused. A session that was closed refuses everything, and a second {@link #close()} does nothing.
 */
public final class Session extends LaneSession {

    /** The lane is full, because the writer is behind: nothing was sent, try again. */
    public static final long BACK_PRESSURED = LogWriter.BACK_PRESSURED;
    /** The session, or the writer, is closed: nothing was sent. */
    public static final long CLOSED = LogWriter.CLOSED;
    /** The log has failed and must be closed and opened again: nothing was sent. */
    public static final long FAILED = LogWriter.FAILED;
    /** Instead of a position: none is known. */
    public static final long NO_POSITION = -5;
    /** Instead of a timestamp: the engine's cached clock, when the record is applied. */
    public static final long ENGINE_TIME = Long.MIN_VALUE;

    private final Lane lane;
    private final RecordTarget target;
    private final SessionTickets tickets;
    private final SessionClaim claim;
    private final SessionBatch batch;
    private final int maxRecordLength;
    private final int maxBatchLength;

    Session(final Lane lane, final SessionWriter writer, final SessionTickets tickets) {
        super(lane, writer, tickets);
        this.lane = lane;
        this.tickets = tickets;
        target = writer.recordTarget();
        maxRecordLength =
            Math.min(target.maxRecordLength(), lane.maxCommandLength() - CommandDescriptor.BODY_OFFSET);
        maxBatchLength =
            Math.min(target.maxBatchLength(), lane.maxCommandLength() - CommandDescriptor.ENTRIES_OFFSET);
        claim = new SessionClaim(this, lane);
        batch = new SessionBatch(this, lane);
    }

    /**
     * Send a record of type 0 with the engine's time.
     *
     * @param source of the body.
     * @param offset of the body in {@code source}.
     * @param length of the body in bytes, 1 to {@link #maxRecordLength()}.
     * @return the ticket, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when the length is wrong, a claim or batch is open, or the thread not the owner.
     */
    public long send(final DirectBuffer source, final int offset, final int length) {
        return send(0, source, offset, length, ENGINE_TIME);
    }

    /**
     * Send a record with the engine's time.
     *
     * @param type   0 to 127, for the application to tell its records apart.
     * @param source of the body.
     * @param offset of the body in {@code source}.
     * @param length of the body in bytes, 1 to {@link #maxRecordLength()}.
     * @return the ticket, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, a claim or batch is open, or the thread not the
     *                                 owner.
     */
    public long send(final int type, final DirectBuffer source, final int offset, final int length) {
        return send(type, source, offset, length, ENGINE_TIME);
    }

    /**
     * Send a record.
     *
     * @param type        0 to 127, for the application to tell its records apart.
     * @param source      of the body.
     * @param offset      of the body in {@code source}.
     * @param length      of the body in bytes, 1 to {@link #maxRecordLength()}.
     * @param timestampNs of the record, ns since the Unix epoch, or {@link #ENGINE_TIME}.
     * @return the ticket, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, a claim or batch is open, or the thread not the
     *                                 owner.
     */
    public long send(
        final int type, final DirectBuffer source, final int offset, final int length, final long timestampNs) {
        try {
            final long index = claimRecord(type, length, timestampNs);
            if (index < 0) {
                return index;
            }
            return copyAndCommit((int) index, source, offset, length);
        } finally {
            // Else the session could be taken for a lost one while its last record is being sent.
            Reference.reachabilityFence(this);
        }
    }

    private long copyAndCommit(final int index, final DirectBuffer source, final int offset, final int length) {
        boolean copied = false;
        try {
            lane.buffer().putBytes(index + CommandDescriptor.BODY_OFFSET, source, offset, length);
            copied = true;
        } finally {
            if (!copied) {
                lane.abort();
            }
        }
        return lane.commit();
    }

    private long claimRecord(final int type, final int length, final long timestampNs) {
        final long code = check();
        if (code < 0) {
            return code;
        }
        checkRecord(type, length);
        final int index = lane.claim(CommandDescriptor.RECORD, CommandDescriptor.BODY_OFFSET + length);
        if (index < 0) {
            return BACK_PRESSURED;
        }
        putHeader(lane.buffer(), index, type, length, timestampNs);
        return index;
    }

    static void putHeader(
        final AtomicBuffer buffer, final int index, final int type, final int length, final long timestampNs) {
        buffer.putLong(index + CommandDescriptor.TIMESTAMP_OFFSET, timestampNs);
        buffer.putInt(index + CommandDescriptor.TYPE_OFFSET, type);
        buffer.putInt(index + CommandDescriptor.LENGTH_OFFSET, length);
    }

    /**
     * Reserve room in the lane for a record and let the caller encode straight into it. The claim must be committed or
     * aborted before anything else is sent.
     *
     * @param type   0 to 127.
     * @param length of the body in bytes, 1 to {@link #maxRecordLength()}; {@link SessionClaim#commit(int)} may use
     *               less.
     * @return 0 or more when {@link #claim()} is open, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, a claim or batch is open, or the thread not the
     *                                 owner.
     */
    public long tryClaim(final int type, final int length) {
        return tryClaim(type, length, ENGINE_TIME);
    }

    /**
     * Reserve room in the lane for a record.
     *
     * @param type        0 to 127.
     * @param length      of the body in bytes, 1 to {@link #maxRecordLength()}.
     * @param timestampNs of the record, ns since the Unix epoch, or {@link #ENGINE_TIME}.
     * @return 0 or more when {@link #claim()} is open, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, a claim or batch is open, or the thread not the
     *                                 owner.
     */
    public long tryClaim(final int type, final int length, final long timestampNs) {
        try {
            final long index = claimRecord(type, length, timestampNs);
            if (index >= 0) {
                claim.open((int) index, length);
            }
            return index;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The claim that {@link #tryClaim} opened, always the same object.
     *
     * @return the claim.
     */
    public SessionClaim claim() {
        return claim;
    }

    /**
     * Begin an atomic batch: nothing of it reaches the writer before it is committed, and then all of it does.
     *
     * @param maxLength most bytes that the batch will take in the log: for each record its body, 32 bytes of header,
     *                  and what rounds it up to 32; at most {@link #maxBatchLength()}.
     * @return 0 or more when {@link #batch()} is open, or a negative code.
     * @throws RecordTooLargeException when {@code maxLength} is more than a lane or the log takes.
     * @throws ConfigurationException  when {@code maxLength} is less than a record takes, a claim or batch is open, or
     *                                 the thread not the owner.
     */
    public long tryBatch(final int maxLength) {
        try {
            final long code = check();
            if (code < 0) {
                return code;
            }
            if (maxLength < FrameDescriptor.ALIGNMENT) {
                throw new ConfigurationException("maxLength", maxLength,
                    "must be at least " + FrameDescriptor.ALIGNMENT + ", the room that a frame takes");
            }
            if (maxLength > maxBatchLength) {
                throw tooLarge("batch may take", maxLength, maxBatchLength, target.maxBatchLength());
            }
            final int index = lane.claim(CommandDescriptor.BATCH, CommandDescriptor.ENTRIES_OFFSET + maxLength);
            if (index < 0) {
                return BACK_PRESSURED;
            }
            batch.open(index, maxLength);
            return index;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The batch that {@link #tryBatch(int)} opened, always the same object.
     *
     * @return the batch.
     */
    public SessionBatch batch() {
        return batch;
    }

    /**
     * The longest body of a record: what the log takes, or an eighth of the lane, whichever is less.
     *
     * @return bytes.
     */
    public int maxRecordLength() {
        return maxRecordLength;
    }

    /**
     * The most that an atomic batch may take: what the log takes, or an eighth of the lane, whichever is less.
     *
     * @return bytes of the log.
     */
    public int maxBatchLength() {
        return maxBatchLength;
    }

    /**
     * Where the record of a ticket is; for a batch, its last record.
     *
     * @param ticket of this session.
     * @return the position in the log, or {@link #NO_POSITION} when it is not applied yet, or so many tickets were
     *     given out since that it is forgotten: at least 64 are remembered, and one for each 64 bytes of a larger lane
     *     up to 4,096.
     * @throws ConfigurationException when the session gave out no such ticket, or the thread is not the owner.
     */
    public long positionOf(final long ticket) {
        checkOwner();
        tickets.check(ticket);
        return tickets.positionOf(ticket);
    }

    /**
     * Where the last record of this session that is applied is.
     *
     * @return the position in the log, or {@link #NO_POSITION} when there is none yet.
     * @throws ConfigurationException when the thread is not the owner.
     */
    public long lastPosition() {
        checkOwner();
        return tickets.lastPosition();
    }

    /**
     * Wait as the durability of the log demands: until the record is durable at {@link io.varve.Durability#BATCH} and
     * {@link io.varve.Durability#RECORD}, else until it is applied. One force serves all that wait, at RECORD too.
     *
     * @param ticket  of this session; usually {@link #lastTicket()}.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #positionOf(long)} does.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted; the outcome is unknown.
     * @throws io.varve.StoreFailedException when the log has failed; the sentence says what is known.
     * @throws StoreClosedException           when the log or its writer was closed before.
     * @throws ConfigurationException         when the session gave out no such ticket, or the thread is not the owner.
     */
    public long await(final long ticket, final long timeout, final TimeUnit unit) {
        return target.waitsForDurable() ? awaitDurable(ticket, timeout, unit) : awaitApplied(ticket, timeout, unit);
    }

    /**
     * Wait until what was sent with a ticket, and everything before it, is committed: readers see it, and a killed
     * process does not lose it. On the thread of the writer this runs its duty cycle.
     *
     * @param ticket  of this session; usually {@link #lastTicket()}.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #positionOf(long)} does.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted; it may still be applied.
     * @throws io.varve.StoreFailedException when the log has failed before the record was applied.
     * @throws StoreClosedException           when the log or its writer was closed before.
     * @throws ConfigurationException         when the session gave out no such ticket, or the thread is not the owner.
     */
    public long awaitApplied(final long ticket, final long timeout, final TimeUnit unit) {
        try {
            checkOwner();
            tickets.check(ticket);
            tickets.awaitApplied(ticket, unit.toNanos(timeout));
            return positionOf(ticket);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Wait until what was sent with a ticket, and everything before it, is durable, asking for a force at any level.
     *
     * @param ticket  of this session; usually {@link #lastTicket()}.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #positionOf(long)} does.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted; the outcome is unknown.
     * @throws io.varve.StoreFailedException when the log has failed; the outcome is unknown.
     * @throws StoreClosedException           when the log or its writer was closed before.
     * @throws ConfigurationException         when the session gave out no such ticket, or the thread is not the owner.
     */
    public long awaitDurable(final long ticket, final long timeout, final TimeUnit unit) {
        try {
            final long timeoutNs = unit.toNanos(timeout);
            final long startNs = tickets.nowNs();
            final long position = awaitApplied(ticket, timeoutNs, TimeUnit.NANOSECONDS);
            tickets.awaitDurable(ticket, position, startNs, timeoutNs);
            return position;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    void endOpen() {
        claim.end();
        batch.end();
    }

    void checkRecord(final int type, final int length) {
        if (length < 1 || length > maxRecordLength || type < 0 || type > FrameType.MAX_USER_TYPE) {
            refuse(type, length);
        }
    }

    private void refuse(final int type, final int length) {
        if (type < 0 || type > FrameType.MAX_USER_TYPE) {
            throw new ConfigurationException("type", type, "must be from 0 to " + FrameType.MAX_USER_TYPE);
        }
        if (length < 1) {
            throw new ConfigurationException("length", length, "must be at least 1: a record is never empty");
        }
        throw tooLarge("record has", length, maxRecordLength, target.maxRecordLength());
    }

    private RecordTooLargeException tooLarge(final String what, final int length, final int most, final int logMost) {
        return new RecordTooLargeException("the " + what + " " + length + " bytes; "
            + (most == logMost ? "this log takes up to " + most
                : "a lane of " + lane.capacity() + " bytes takes up to " + most + ", an eighth of it"),
            length, most);
    }
}
