package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.settings.DebugSwitch;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

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
    private final FrameVerifier verifier;
    private final FrameLocator locator;
    private final BackwardPoll backward;
    private final RecordHeader header = new RecordHeader();
    private final PlainHandler plain = new PlainHandler();
    private long position;
    /** Whether this reader is between {@link #enter()} and {@link #exit()}, perhaps in a handler. */
    private boolean entered;
    /** Whether the handler has ended the present poll. */
    private boolean ended;
    private boolean closed;

    /** With a verifier every frame is checked. */
    LogReader(final SegmentAccess segments, final FrameVerifier verifier) {
        this.segments = segments;
        this.verifier = verifier;
        locator = new FrameLocator(segments, verifier);
        backward = new BackwardPoll(segments, locator);
        position = segments.firstPosition();
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
            if (bound < 0) {
                return CLOSED;
            }
            int count = 0;
            ended = false;
            while (count < limit) {
                final Segment segment = segments.find(position);
                if (segment == null) {
                    return count > 0 ? count : missing();
                }
                final int polled = pollSegment(handler, segment, bound, limit - count);
                if (polled < 0) {
                    return count > 0 ? count : polled;
                }
                count += polled;
                if (ended || position != segment.endPosition()) {
                    return count;
                }
            }
            return count;
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            exit();
        }
    }

    private int pollSegment(
        final ControlledRecordHandler handler, final Segment segment, final long bound, final int limit) {
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int end = (int) Math.min(segment.length(), Math.max(bound - base, 0));
        final int start = Math.max((int) (position - base), SegmentHeader.LENGTH);
        int offset = start;
        int count = 0;
        try {
            while (count < limit && offset < end && !ended) {
                final int length = frameLength(segment, buffer, offset);
                if (length <= 0) {
                    return count > 0 ? count : length;
                }
                final int at = offset;
                offset += FrameDescriptor.alignedLength(length);
                if (FrameType.isUser(FrameDescriptor.type(buffer.getInt(at + FrameDescriptor.KIND_OFFSET)))) {
                    header.wrap(buffer, at, base + at);
                    final ControlledRecordHandler.Action action = handler.onRecord(buffer,
                        at + FrameDescriptor.BODY_OFFSET, length - FrameDescriptor.HEADER_LENGTH, header);
                    if (action == ControlledRecordHandler.Action.ABORT) {
                        offset = at;
                        ended = true;
                        return count;
                    }
                    count++;
                    if (action == ControlledRecordHandler.Action.BREAK) {
                        ended = true;
                    } else if (action == ControlledRecordHandler.Action.COMMIT) {
                        position = base + offset;
                    }
                }
            }
        } finally {
            // At the beginning of a segment that holds nothing yet the reader stays at the end of the one before.
            position = offset > start ? base + offset : position;
        }
        return count;
    }

    /** The length of a committed frame, 0 when there is none yet, or {@link #CORRUPT}. Never step by anything else. */
    private int frameLength(final Segment segment, final UnsafeBuffer buffer, final int offset) {
        final long word = buffer.getLongVolatile(offset);
        final int length = FrameDescriptor.length(word);
        if (length == 0) {
            return 0;
        }
        if (!FrameDescriptor.isPossibleLength(length, segment.length() - offset)
            || verifier != null && !verifier.isRight(segment, offset, word)) {
            return CORRUPT;
        }
        return length;
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
            if (bound < 0) {
                return CLOSED;
            }
            final Segment segment = segments.find(position);
            if (segment == null) {
                return missing();
            }
            return block(DebugSwitch.POISON ? LentViews.toBlocks(handler) : handler, segment, bound, maxLength);
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            exit();
        }
    }

    private int block(final BlockHandler handler, final Segment segment, final long bound, final int maxLength) {
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int end = (int) Math.min(segment.length(), Math.max(bound - base, 0));
        final int start = Math.max((int) (position - base), SegmentHeader.LENGTH);
        int offset = start;
        int length = 0;
        while (offset < end) {
            length = frameLength(segment, buffer, offset);
            final int aligned = FrameDescriptor.alignedLength(Math.max(length, 0));
            if (length <= 0 || offset > start && aligned > maxLength - (offset - start)) {
                break;
            }
            offset += aligned;
        }
        if (offset == start) {
            return Math.min(length, 0);
        }
        handler.onBlock(buffer, start, offset - start, base + start);
        position = base + offset;
        return offset - start;
    }

    private int missing() {
        return position < segments.firstPosition() ? POSITION_GONE : 0;
    }

    /**
     * Where the next frame that will be looked at begins.
     *
     * @return position in the log.
     */
    public long position() {
        return position;
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
            position = newPosition;
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
        return bound < 0 ? position : Math.min(bound, segments.committedPosition());
    }

    /**
     * Go to the first record with at least a sequence, or behind the newest one when there is none yet.
     *
     * @param sequence of a record.
     */
    public void toSequence(final long sequence) {
        if (!enter()) {
            return;
        }
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            position = bound < 0 ? position : Math.min(bound, locator.bySequence(sequence));
        } finally {
            exit();
        }
    }

    /**
     * Go to the first record with which the greatest timestamp so far reaches a time, or behind the newest one when
     * there is none yet. Timestamps are the caller's and may go back: records behind may be older.
     *
     * @param timestampNs ns since the Unix epoch.
     */
    public void toTime(final long timestampNs) {
        if (!enter()) {
            return;
        }
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            position = bound < 0 ? position : Math.min(bound, locator.byTime(timestampNs));
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
                return backward.poll(lent, Math.min(position, bound), limit);
            } finally {
                position = backward.position();
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
        position = segments.firstPosition();
    }

    /** Go behind the newest record. */
    public void toEnd() {
        if (!enter()) {
            return;
        }
        try {
            position = end();
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
            position = cursor.position();
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
        segments.enter(position);
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
            ended = true;
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
