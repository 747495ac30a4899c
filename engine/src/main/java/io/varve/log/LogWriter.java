package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.RecordTooLargeException;
import io.varve.StoreFailedException;
import io.varve.StoreFullException;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.settings.Rule;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * Appends records to a log. One object, used by one thread: the first thread that appends owns it, and others are
 * refused.
 *
 * <p>{@link #append append} waits where it must: for a segment to be ready, and at {@link Durability#BATCH} and
 * {@link Durability#RECORD} for the record to be durable; {@link #beginClaim beginClaim} and {@link #beginBatch
 * beginBatch} wait for the segment, and the commit that follows waits for durability. {@link #offer offer}, {@link
 * #tryClaim tryClaim} and {@link #tryBatch tryBatch} never wait, nor does the commit that follows, at any level, and
 * never throw for want of room: they return a position, or one of the negative codes below. A position is that of the
 * first byte of the record's frame; the record is durable when {@link RecordLog#durablePosition()} is greater.
 *
 * <p>On the way from call to return nothing allocates, locks, forces, maps or creates a file. One claim or batch is
 * open at a time.
 */
public final class LogWriter {

    /** The next segment is not ready yet: nothing was stored, try again. */
    public static final long BACK_PRESSURED = -1;
    /** The log is closed: nothing was stored. */
    public static final long CLOSED = -2;
    /** The log has failed and must be closed and opened again: nothing was stored. */
    public static final long FAILED = -3;
    /** The disk has no room for the next segment: nothing was stored; try again when there is room. */
    public static final long FULL = -4;

    private static final long WAIT_PARK_NS = 50_000L;

    private final LogAppender appender;
    private final LogStatus status;
    private final LogForcer forcer;
    private final LogConfig config;
    private final int maxRecordLength;
    private final LogClaim claim;
    private final LogBatch batch;
    private final Durability durability;
    private Thread owner;
    /** The owner while no claim or batch is open, else null. */
    private Thread idle;

    LogWriter(final LogConfig config, final LogStatus status, final LogForcer forcer, final LogAppender appender) {
        this.config = config;
        this.status = status;
        this.forcer = forcer;
        this.appender = appender;
        maxRecordLength = config.maxRecordLength();
        durability = config.durability();
        claim = new LogClaim(this, appender);
        batch = new LogBatch(this, appender);
    }

    /**
     * Append a record of type 0 with the engine's time, waiting where the durability level demands it.
     *
     * @param source of the body.
     * @param offset of the body in {@code source}.
     * @param length of the body in bytes, 1 to the record limit.
     * @return the position of the record.
     * @throws RecordTooLargeException              when the body is longer than the limit.
     * @throws ConfigurationException               when the body is empty or negative, or the thread not the owner.
     * @throws StoreFullException                   when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException when the log has failed.
     * @throws io.varve.StoreClosedException when the log is closed.
     */
    public long append(final DirectBuffer source, final int offset, final int length) {
        long position = offer(source, offset, length);
        while (position < 0) {
            awaitRoom(position);
            position = offer(source, offset, length);
        }
        return awaitLevel(position);
    }

    /**
     * Append a record, waiting where the durability level demands it.
     *
     * @param type        0 to 127, for the application to tell its records apart.
     * @param source      of the body.
     * @param offset      of the body in {@code source}.
     * @param length      of the body in bytes, 1 to the record limit.
     * @param timestampNs of the record, ns since the Unix epoch; need not grow.
     * @return the position of the record.
     * @throws RecordTooLargeException              when the body is longer than the limit.
     * @throws ConfigurationException               when type or length is wrong, or the thread not the owner.
     * @throws StoreFullException                   when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException when the log has failed.
     * @throws io.varve.StoreClosedException when the log is closed.
     */
    public long append(
        final int type, final DirectBuffer source, final int offset, final int length, final long timestampNs) {
        long position = offer(type, source, offset, length, timestampNs);
        while (position < 0) {
            awaitRoom(position);
            position = offer(type, source, offset, length, timestampNs);
        }
        return awaitLevel(position);
    }

    /** Wait until the level's condition holds for what was committed, of which the last frame holds a position. */
    long awaitLevel(final long position) {
        if (durability == Durability.RECORD) {
            forcer.forceUpTo(appender.tail());
            status.throwIfHalted();
            appender.refreshDurable();
        } else if (durability == Durability.BATCH) {
            forcer.await(position, Long.MAX_VALUE / 2);
            appender.refreshDurable();
        }
        return position;
    }

    /**
     * Append a record of type 0 with the engine's time, without waiting.
     *
     * @param source of the body.
     * @param offset of the body in {@code source}.
     * @param length of the body in bytes, 1 to the record limit.
     * @return the position of the record, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when the body is empty or negative, or the thread not the owner.
     */
    public long offer(final DirectBuffer source, final int offset, final int length) {
        checkCall(0, length);
        final long code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        return code < 0 ? code : store(0, source, offset, length, appender.time());
    }

    /**
     * Append a record without waiting. It is committed on return and becomes durable later, at every level.
     *
     * @param type        0 to 127, for the application to tell its records apart.
     * @param source      of the body.
     * @param offset      of the body in {@code source}.
     * @param length      of the body in bytes, 1 to the record limit.
     * @param timestampNs of the record, ns since the Unix epoch; need not grow.
     * @return the position of the record, or a negative code.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, or the thread not the owner.
     */
    public long offer(
        final int type, final DirectBuffer source, final int offset, final int length, final long timestampNs) {
        checkCall(type, length);
        final long code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        return code < 0 ? code : store(type, source, offset, length, timestampNs);
    }

    private long store(
        final int type, final DirectBuffer source, final int offset, final int length, final long timestampNs) {
        try {
            return appender.append(type, source, offset, length, timestampNs);
        } catch (final InternalError ex) {
            status.fail(ex);
            return FAILED;
        }
    }

    /**
     * Reserve room for a record and let the caller encode straight into the log, without waiting. The claim must be
     * committed or aborted before anything else is appended.
     *
     * @param type        0 to 127.
     * @param length      of the body in bytes, 1 to the record limit; {@link LogClaim#commit(int)} may use less.
     * @param timestampNs of the record, ns since the Unix epoch.
     * @return the position of the record, or a negative code; {@link #claim()} is open when it is not negative.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when type or length is wrong, or the thread not the owner.
     */
    public long tryClaim(final int type, final int length, final long timestampNs) {
        checkCall(type, length);
        final long code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        return code < 0 ? code : openClaim(type, length, timestampNs, false);
    }

    /**
     * Reserve room for a record of type 0 with the engine's time, without waiting.
     *
     * @param length of the body in bytes, 1 to the record limit.
     * @return the position of the record, or a negative code; {@link #claim()} is open when it is not negative.
     * @throws RecordTooLargeException when the body is longer than the limit.
     * @throws ConfigurationException  when the length is wrong, or the thread not the owner.
     */
    public long tryClaim(final int length) {
        checkCall(0, length);
        final long code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        return code < 0 ? code : openClaim(0, length, appender.time(), false);
    }

    private long openClaim(final int type, final int length, final long timestampNs, final boolean isBlocking) {
        idle = null;
        claim.open(type, length, timestampNs, isBlocking && durability.waits());
        return appender.tail();
    }

    /**
     * Reserve room for a record and let the caller encode straight into the log, waiting for room where needed. The
     * commit waits as {@link #append append} does. The claim must be committed or aborted before anything else is
     * appended.
     *
     * @param type        0 to 127.
     * @param length      of the body in bytes, 1 to the record limit; {@link LogClaim#commit(int)} may use less.
     * @param timestampNs of the record, ns since the Unix epoch.
     * @return the open claim.
     * @throws RecordTooLargeException       when the body is longer than the limit.
     * @throws ConfigurationException        when type or length is wrong, or the thread not the owner.
     * @throws StoreFullException            when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException when the log has failed.
     * @throws io.varve.StoreClosedException when the log is closed.
     */
    public LogClaim beginClaim(final int type, final int length, final long timestampNs) {
        checkCall(type, length);
        long code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        while (code < 0) {
            awaitRoom(code);
            code = appender.reserve(FrameDescriptor.HEADER_LENGTH + length);
        }
        openClaim(type, length, timestampNs, true);
        return claim;
    }

    /**
     * The claim that {@link #tryClaim} or {@link #beginClaim} opened, always the same object.
     *
     * @return the claim.
     */
    public LogClaim claim() {
        return claim;
    }

    /**
     * Begin an atomic batch without waiting: after a crash either all of its records are there or none, and readers see
     * all at once or none. It lies in one segment; when it does not fit the log rolls first.
     *
     * @param maxLength most bytes that the batch will take: for each record its body, 32 bytes of header, and what
     *                  rounds it up to 32; at most a quarter of a segment.
     * @return 0 or more when {@link #batch()} is open, or a negative code.
     * @throws RecordTooLargeException when {@code maxLength} is more than a quarter of a segment.
     * @throws ConfigurationException  when the thread is not the owner, or a claim or batch is open.
     */
    public long tryBatch(final int maxLength) {
        return openBatch(maxLength, false);
    }

    private long openBatch(final int maxLength, final boolean isBlocking) {
        checkOwner();
        checkNothingOpen();
        batch.checkLength(maxLength);
        appender.refreshTime();
        final long code = appender.reserve(maxLength);
        if (code < 0) {
            return code;
        }
        idle = null;
        batch.open(maxLength, isBlocking && durability.waits());
        return appender.tail();
    }

    /**
     * Begin an atomic batch, waiting for room where needed. The commit waits as {@link #append append} does.
     *
     * @param maxLength most bytes that the batch will take; see {@link #tryBatch(int)}.
     * @return the open batch.
     * @throws RecordTooLargeException              when {@code maxLength} is more than a quarter of a segment.
     * @throws StoreFullException                   when the disk has no room for the next segment.
     * @throws io.varve.StoreFailedException when the log has failed.
     * @throws io.varve.StoreClosedException when the log is closed.
     */
    public LogBatch beginBatch(final int maxLength) {
        long code = openBatch(maxLength, true);
        while (code < 0) {
            awaitRoom(code);
            code = openBatch(maxLength, true);
        }
        return batch;
    }

    /**
     * The batch that {@link #tryBatch(int)} or {@link #beginBatch(int)} opened, always the same object.
     *
     * @return the batch.
     */
    public LogBatch batch() {
        return batch;
    }

    /**
     * End the present segment: the next record begins a new one. Does nothing when the segment holds no record yet.
     *
     * @return 0 or more, or a negative code when no segment is ready.
     */
    public long roll() {
        checkOwner();
        checkNothingOpen();
        return appender.roll();
    }

    /**
     * Let the calling thread be the owner from now on. The caller makes sure that the old owner has appended its last
     * record before, with a happens-before edge in between.
     */
    public void takeOver() {
        owner = Thread.currentThread();
        idle = claim.isOpen() || batch.isOpen() ? null : owner;
    }

    /** One branch each for the two questions that every call must answer: whose call is it, and is it in range? */
    private void checkCall(final int type, final int length) {
        if (idle != Thread.currentThread()) {
            checkOwner();
            checkNothingOpen();
        }
        if ((length - 1 | maxRecordLength - length | type | FrameType.MAX_USER_TYPE - type) < 0) {
            refuse(type, length);
        }
    }

    void checkOwner() {
        if (owner != Thread.currentThread()) {
            if (owner != null) {
                throw new ConfigurationException("thread " + Thread.currentThread().getName()
                    + " used the writer of thread " + owner.getName()
                    + "; a writer belongs to one thread, other threads take a session");
            }
            takeOver();
        }
    }

    void checkNothingOpen() {
        if (claim.isOpen() || batch.isOpen()) {
            throw new ConfigurationException(
                "a " + (claim.isOpen() ? "claim" : "batch") + " is open; it must be committed or aborted first");
        }
    }

    /** The log is being closed: what is open becomes padding, so that nothing of it is behind the tail. */
    void abandon() {
        if (claim.isOpen() || batch.isOpen()) {
            takeOver();
            claim.abort();
            batch.abort();
        }
    }

    /** What was reserved and not published becomes padding, unless nothing will be appended any more. */
    void giveUp(final int length) {
        if (!status.isFailed()) {
            try {
                appender.pad(length);
            } catch (final InternalError ex) {
                status.fail(ex);
            }
        }
    }

    /** The claim or batch that was open has ended. */
    void ended() {
        idle = owner;
    }

    /** The memory of the log cannot be reached: the disk is gone, or another program has cut the file. */
    StoreFailedException failed(final InternalError cause) {
        status.fail(cause);
        return new StoreFailedException("the memory of the log cannot be reached: " + cause.getMessage(), cause);
    }

    void refuse(final int type, final int length) {
        Rule.check(type >= 0 && type <= FrameType.MAX_USER_TYPE, "type", type,
            "must be from 0 to " + FrameType.MAX_USER_TYPE);
        Rule.check(length > 0, "length", length, "must be at least 1: a record is never empty");
        throw tooLarge(length);
    }

    RecordTooLargeException tooLarge(final int length) {
        return new RecordTooLargeException(
            "the record has " + length + " bytes; this log takes up to " + maxRecordLength, length,
            maxRecordLength);
    }

    int maxSegmentPart() {
        return config.segmentLength() / LogConfig.LARGEST_PART;
    }

    int maxRecordLength() {
        return maxRecordLength;
    }

    /** Wait until it makes sense to try again, or say why it never will. */
    void awaitRoom(final long code) {
        status.throwIfHalted();
        if (code == FULL) {
            throw appender.fullException();
        }
        if (config.agents().isInvoked()) {
            config.agents().doWork();
        } else {
            LockSupport.parkNanos(WAIT_PARK_NS);
        }
    }

    /**
     * Wait until the record at a position is durable, asking for a force at any level.
     *
     * @param position of a record, as returned by an append.
     * @param timeout  how long to wait.
     * @param unit     of the timeout.
     * @throws io.varve.StoreTimeoutException when the time is over or the thread interrupted; the outcome is unknown.
     * @throws io.varve.StoreFailedException  when the log has failed; the outcome is unknown.
     * @throws io.varve.StoreClosedException  when the log is closed.
     */
    public void awaitDurable(final long position, final long timeout, final TimeUnit unit) {
        forcer.await(position, unit.toNanos(timeout));
    }
}
