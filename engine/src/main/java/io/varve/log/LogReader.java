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
    private final boolean endsAtBadFrame;
    private final RecordHeader header = new RecordHeader();
    private final PlainHandler plain = new PlainHandler();
    private FrameLocator locator;
    private long position;
    /** Whether the handler has ended the present poll. */
    private boolean ended;
    private boolean closed;

    /**
     * With a verifier every frame is checked; a bad one is damage, or else nothing but the end of what can be
     * trusted.
     */
    LogReader(final SegmentAccess segments, final FrameVerifier verifier, final boolean endsAtBadFrame) {
        this.segments = segments;
        this.verifier = verifier;
        this.endsAtBadFrame = endsAtBadFrame;
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
        return poll(plain.with(DebugSwitch.POISON ? LentViews.toHandler(handler) : handler), Long.MAX_VALUE, limit);
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
        segments.enter(position);
        try {
            final long bound = bound(limitPosition);
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
            segments.exit();
        }
    }

    private long bound(final long limitPosition) {
        return closed ? CLOSED : segments.bound(limitPosition);
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
            while (count < limit && offset < end) {
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
                        return count;
                    }
                    if (action == ControlledRecordHandler.Action.COMMIT) {
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
            return endsAtBadFrame ? 0 : CORRUPT;
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
        segments.enter(position);
        try {
            final long bound = bound(Long.MAX_VALUE);
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
            segments.exit();
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
        if (newPosition != segments.firstPosition() && newPosition != segments.committedPosition()
            && !beginsFrame(newPosition)) {
            throw new ConfigurationException("position", newPosition, "must be one where a record begins, from "
                + segments.firstPosition() + " to " + segments.committedPosition());
        }
        position = newPosition;
    }

    private boolean beginsFrame(final long newPosition) {
        if (newPosition < segments.firstPosition() || newPosition >= segments.committedPosition()
            || newPosition % FrameDescriptor.ALIGNMENT != 0) {
            return false;
        }
        if (newPosition % segments.segmentLength() == 0) {
            return true;
        }
        segments.enter(position);
        try {
            final Segment segment = bound(0) < 0 ? null : segments.find(newPosition);
            if (segment == null) {
                return false;
            }
            final int offset = (int) (newPosition - segment.basePosition());
            final long word = offset < SegmentHeader.LENGTH ? 0 : segment.buffer().getLongVolatile(offset);
            return FrameDescriptor.isPossibleLength(FrameDescriptor.length(word), segment.length() - offset)
                && segments.newVerifier().isRight(segment, offset, word);
        } catch (final InternalError ex) {
            return false;
        } finally {
            segments.exit();
        }
    }

    /**
     * Go to the first record with at least a sequence, or behind the newest one when there is none yet.
     *
     * @param sequence of a record.
     */
    public void toSequence(final long sequence) {
        segments.enter(position);
        try {
            position = bound(0) < 0 ? position : locator().bySequence(sequence);
        } finally {
            segments.exit();
        }
    }

    /**
     * Go to the first record with which the greatest timestamp so far reaches a time, or behind the newest one when
     * there is none yet. Timestamps are the caller's and may go back: records behind may be older.
     *
     * @param timestampNs ns since the Unix epoch.
     */
    public void toTime(final long timestampNs) {
        segments.enter(position);
        try {
            position = bound(0) < 0 ? position : locator().byTime(timestampNs);
        } finally {
            segments.exit();
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
        segments.enter(position);
        try {
            if (bound(0) < 0) {
                return CLOSED;
            }
            final RecordHandler lent = DebugSwitch.POISON ? LentViews.toHandler(handler) : handler;
            int count = 0;
            while (count < limit && position > segments.firstPosition()) {
                final int polled = backwardInBlock(lent, limit - count);
                if (polled < 0) {
                    return count > 0 ? count : polled;
                }
                count += polled;
            }
            return count > 0 || position == segments.firstPosition() ? count : missing();
        } catch (final InternalError ex) {
            return CORRUPT;
        } finally {
            segments.exit();
        }
    }

    private int backwardInBlock(final RecordHandler handler, final int limit) {
        final Segment segment = segments.find(position - 1);
        if (segment == null) {
            return POSITION_GONE;
        }
        final long base = segment.basePosition();
        final int end = (int) (position - base);
        if (end <= SegmentHeader.LENGTH) {
            position = base;
            return 0;
        }
        final FrameLocator frames = locator();
        final int found = frames.recordsBefore(segment, end);
        if (found < 0) {
            return found;
        }
        final UnsafeBuffer buffer = segment.buffer();
        final int last = Math.max(found - limit, 0);
        for (int i = found - 1; i >= last; i--) {
            final int at = frames.offset(i);
            position = base + at;
            header.wrap(buffer, at, base + at);
            handler.onRecord(buffer, at + FrameDescriptor.BODY_OFFSET,
                FrameDescriptor.length(buffer.getLong(at)) - FrameDescriptor.HEADER_LENGTH, header);
        }
        if (last == 0) {
            position = base + frames.walkStart();
        }
        return found - last;
    }

    private FrameLocator locator() {
        if (locator == null) {
            locator = new FrameLocator(segments);
        }
        return locator;
    }

    /** Go to the oldest record. */
    public void toStart() {
        position = segments.firstPosition();
    }

    /** Go behind the newest record. */
    public void toEnd() {
        segments.enter(position);
        try {
            position = segments.committedPosition();
        } finally {
            segments.exit();
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
        segments.enter(position);
        try {
            if (cursor.isAhead() || bound(0) >= 0 && cursor.position() > locator().endOfEpoch(cursor.epoch())) {
                return false;
            }
            position = cursor.position();
            return true;
        } finally {
            segments.exit();
        }
    }

    /** Whether a position lies behind what was written in an epoch and before. */
    boolean isBehindEpoch(final long somePosition, final long epoch) {
        segments.enter(position);
        try {
            return somePosition > locator().endOfEpoch(epoch);
        } finally {
            segments.exit();
        }
    }

    /** Give the registration back. Repeated calls do nothing. */
    @Override
    public void close() {
        closed = true;
        segments.close();
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
