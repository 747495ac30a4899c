package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.settings.DebugSwitch;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/**
 * Reads a log in order, without locks and without making the writer wait. Used by one thread at a time.
 *
 * <p>A poll hands out what is committed, in order, each record once, and returns a count or one of the negative codes
 * below. The position is that of the next frame; it moves when a poll ends, also when a handler throws: then it is
 * behind the record that threw. A position that is to survive this process is kept together with the epoch.
 *
 * <p>A handler may close the reader that calls it: the poll ends behind that record, and what the handler was given is
 * there until it returns. Anything else that would move the reader in the middle of its own poll is refused.
 */
public final class LogReader implements AutoCloseable {

    /** The reader, or its log, is closed. */
    public static final int CLOSED = -1;
    /**
     * What the reader asked for was given back by retention; {@link RecordLog#firstPosition()} is the oldest there
     * is.
     */
    public static final int POSITION_GONE = -2;
    /** The bytes at the reader's position are damaged; the reader does not move any more. */
    public static final int CORRUPT = -3;

    private final SegmentAccess segments;
    private final FrameLocator locator;
    /** Has the position of this reader, which a handler can move in the middle of a poll. */
    private final ForwardPoll forward;
    private final BackwardPoll backward;
    private final PlainHandler plain = new PlainHandler();
    /** Whether this reader is between {@link #enter()} and {@link #exit()}, perhaps in a handler. */
    private boolean entered;
    private boolean closed;

    /** With a verifier every frame is checked. */
    LogReader(final SegmentAccess segments, final FrameVerifier verifier) {
        this.segments = segments;
        locator = new FrameLocator(segments, verifier);
        forward = new ForwardPoll(segments, verifier);
        backward = new BackwardPoll(segments, locator);
    }

    /**
     * Hand out records.
     *
     * @param handler to be called for each record.
     * @param limit   of records, 1 or more.
     * @return how many records were handed out, 0 when there is none now, or a negative code.
     */
    public int poll(final RecordHandler handler, final int limit) {
        return boundedPoll(handler, Long.MAX_VALUE, limit);
    }

    /**
     * Hand out records before a position: for example only durable ones, up to {@link RecordLog#durablePosition()}.
     *
     * @param handler       to be called for each record.
     * @param limitPosition in front of which the record must begin.
     * @param limit         of records, 1 or more.
     * @return how many records were handed out, 0 when there is none now, or a negative code.
     */
    public int boundedPoll(final RecordHandler handler, final long limitPosition, final int limit) {
        throwIfEntered();
        return poll(plain.with(DebugSwitch.POISON ? LentViews.toHandler(handler) : handler), limitPosition, limit);
    }

    /**
     * Hand out records to a handler that says after each one how to go on.
     *
     * @param handler to be called for each record.
     * @param limit   of records, 1 or more.
     * @return how many records were handed out and not aborted, 0 when there is none now, or a negative code.
     */
    public int controlledPoll(final ControlledRecordHandler handler, final int limit) {
        return poll(DebugSwitch.POISON ? LentViews.toControlled(handler) : handler, Long.MAX_VALUE, limit);
    }

    private int poll(final ControlledRecordHandler handler, final long limitPosition, final int limit) {
        if (!enter()) {
            return CLOSED;
        }
        try {
            final long bound = segments.bound(limitPosition);
            return bound < 0 ? CLOSED : forward.poll(handler, bound, limit);
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            exit();
        }
    }

    /**
     * Hand out whole runs of frames, control frames included, for copying. A run never crosses a segment.
     *
     * @param handler   to be called at most once.
     * @param maxLength of the run in bytes; a single frame that is longer is handed out alone.
     * @return the length of the run in bytes, 0 when there is none now, or a negative code.
     */
    public int blockPoll(final BlockHandler handler, final int maxLength) {
        if (!enter()) {
            return CLOSED;
        }
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            return bound < 0 ? CLOSED
                : forward.pollBlock(DebugSwitch.POISON ? LentViews.toBlocks(handler) : handler, bound, maxLength);
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            exit();
        }
    }

    /**
     * Where the next frame that will be looked at begins.
     *
     * @return position in the log.
     */
    public long position() {
        return forward.position();
    }

    /**
     * Go to a position: that of a record, as returned by an append or by {@link RecordHeader#position()}, that behind
     * the last one, or that of the beginning.
     *
     * @param newPosition of a frame.
     * @throws ConfigurationException when no frame begins there.
     */
    public void position(final long newPosition) {
        if (!enter()) {
            return;
        }
        try {
            final long end = end();
            if (newPosition != segments.firstPosition() && newPosition != end
                && (newPosition > end || !locator.beginsFrame(newPosition))) {
                throw notAFrame(newPosition, end);
            }
            forward.position(newPosition);
        } catch (final InternalError ex) {
            throw notAFrame(newPosition, segments.committedPosition());
        } finally {
            exit();
        }
    }

    private ConfigurationException notAFrame(final long newPosition, final long end) {
        return new ConfigurationException("position", newPosition,
            "must be one where a record begins, from " + segments.firstPosition() + " to " + end);
    }

    /** Behind the newest record that may be handed out; where the reader is when the log is closed. */
    private long end() {
        final long bound = segments.bound(Long.MAX_VALUE);
        return bound < 0 ? position() : Math.min(bound, segments.committedPosition());
    }

    /**
     * Go to the first record with at least a sequence, or behind the newest one when there is none yet.
     *
     * @param sequence of a record.
     */
    public void toSequence(final long sequence) {
        seek(() -> locator.bySequence(sequence));
    }

    /**
     * Go to the first record with which the greatest timestamp so far reaches a time, or behind the newest one when
     * there is none yet. Timestamps are the caller's and may go back: records behind may be older.
     *
     * @param timestampNs ns since the Unix epoch.
     */
    public void toTime(final long timestampNs) {
        seek(() -> locator.byTime(timestampNs));
    }

    /** Go to where a search comes, but not behind the newest record that may be handed out. */
    private void seek(final LongSupplier search) {
        if (!enter()) {
            return;
        }
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            if (bound >= 0) {
                forward.position(Math.min(bound, search.getAsLong()));
            }
        } finally {
            exit();
        }
    }

    /**
     * Hand out the records in front of the position, newest first. The position moves to each record that was handed
     * out, so that a poll forward hands out the same record again.
     *
     * @param handler to be called for each record.
     * @param limit   of records, 1 or more.
     * @return how many records were handed out, 0 at the beginning of the log, or a negative code.
     */
    public int pollBackward(final RecordHandler handler, final int limit) {
        if (!enter()) {
            return CLOSED;
        }
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            if (bound < 0) {
                return CLOSED;
            }
            final RecordHandler lent = DebugSwitch.POISON ? LentViews.toHandler(handler) : handler;
            try {
                return backward.poll(lent, Math.min(position(), bound), limit);
            } finally {
                forward.position(backward.position());
            }
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            exit();
        }
    }

    /** Go to the oldest record. */
    public void toStart() {
        throwIfEntered();
        forward.position(segments.firstPosition());
    }

    /** Go behind the newest record. */
    public void toEnd() {
        if (!enter()) {
            return;
        }
        try {
            forward.position(end());
        } finally {
            exit();
        }
    }

    /**
     * Go to where a cursor was committed.
     *
     * @param cursor of this log.
     * @return false when the log was cut in front of the cursor since: the reader stays where it is, and the
     *         application decides where to go on.
     */
    public boolean toCursor(final LogCursor cursor) {
        if (!enter()) {
            return !cursor.isAhead();
        }
        try {
            if (cursor.isAhead() || segments.bound(0) >= 0 && cursor.position() > locator.endOfEpoch(cursor.epoch())) {
                return false;
            }
            forward.position(cursor.position());
            return true;
        } finally {
            exit();
        }
    }

    /** Whether a position lies behind what was written in an epoch and before. */
    boolean isBehindEpoch(final long somePosition, final long epoch) {
        if (!enter()) {
            return false;
        }
        try {
            return somePosition > locator.endOfEpoch(epoch);
        } finally {
            exit();
        }
    }

    /** Begin to look at segments; returns false when this reader is closed. */
    private boolean enter() {
        throwIfEntered();
        if (closed) {
            return false;
        }
        segments.enter(position());
        entered = true;
        return true;
    }

    private void exit() {
        entered = false;
        segments.exit();
        if (closed) {
            segments.close();
        }
    }

    private void throwIfEntered() {
        if (entered) {
            throw new ConfigurationException(
                "the handler of a poll may close its reader; it must not poll or move it while the poll goes on");
        }
    }

    /** Give the registration back. By a handler of this reader, too; repeated calls do nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            forward.end();
            backward.end();
            if (!entered) {
                segments.close();
            }
        }
    }

    /** A handler that always goes on. */
    private static final class PlainHandler implements ControlledRecordHandler {

        private RecordHandler handler;

        PlainHandler with(final RecordHandler next) {
            handler = next;
            return this;
        }

        @Override
        public Action onRecord(
            final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
            handler.onRecord(buffer, offset, length, header);
            return Action.CONTINUE;
        }
    }
}
