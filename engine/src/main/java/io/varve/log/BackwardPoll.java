package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands out the records in front of a position, newest first. Frames know only the next one: so a block of them is
 * walked forward, and handed out in reverse. For a reader that is announced to the reclaimer; used by its thread only.
 */
final class BackwardPoll {

    private final SegmentAccess segments;
    private final FrameLocator frames;
    private final RecordHeader header = new RecordHeader();
    private long position;
    private boolean ended;

    BackwardPoll(final SegmentAccess segments, final FrameLocator frames) {
        this.segments = segments;
        this.frames = frames;
    }

    /** How many records were handed out, or a code; {@link #position()} tells how far it came, also when it throws. */
    int poll(final RecordHandler handler, final long from, final int limit) {
        position = from;
        ended = false;
        int count = 0;
        while (count < limit && position > segments.firstPosition() && !ended) {
            final int polled = pollBlock(handler, limit - count);
            if (polled < 0) {
                return count > 0 ? count : polled;
            }
            count += polled;
        }
        return count == 0 && position < segments.firstPosition() ? LogReader.POSITION_GONE : count;
    }

    private int pollBlock(final RecordHandler handler, final int limit) {
        final Segment segment = segments.find(position - 1);
        if (segment == null) {
            return LogReader.POSITION_GONE;
        }
        final long base = segment.basePosition();
        final int end = (int) (position - base);
        if (end <= SegmentHeader.LENGTH) {
            position = base;
            return 0;
        }
        final int found = frames.recordsBefore(segment, end);
        if (found < 0) {
            return found;
        }
        final UnsafeBuffer buffer = segment.buffer();
        int count = 0;
        while (count < found && count < limit && !ended) {
            count++;
            final int at = frames.offset(found - count);
            position = base + at;
            header.wrap(buffer, at, base + at);
            handler.onRecord(buffer, at + FrameDescriptor.BODY_OFFSET,
                FrameDescriptor.length(buffer.getLong(at)) - FrameDescriptor.HEADER_LENGTH, header);
        }
        if (count == found) {
            position = base + frames.walkStart();
        }
        return count;
    }

    /** Hand out no more records in this poll. */
    void end() {
        ended = true;
    }

    /** The position of the record that was handed out last. */
    long position() {
        return position;
    }
}
