package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands out what is committed behind a position, in order, and moves the position. For a reader that is announced to
 * the reclaimer; used by its thread only.
 */
final class ForwardPoll {

    private final SegmentAccess segments;
    private final FrameVerifier verifier;
    private final RecordHeader header = new RecordHeader();
    private long position;
    /** Whether the handler has ended the present poll. */
    private boolean ended;

    /** With a verifier every frame is checked. */
    ForwardPoll(final SegmentAccess segments, final FrameVerifier verifier) {
        this.segments = segments;
        this.verifier = verifier;
        position = segments.firstPosition();
    }

    long position() {
        return position;
    }

    void position(final long newPosition) {
        position = newPosition;
    }

    /** Hand out no more records in this poll. */
    void end() {
        ended = true;
    }

    /** Hand out records that begin in front of a bound: how many, or a negative code. */
    int poll(final ControlledRecordHandler handler, final long bound, final int limit) {
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
    }

    private int pollSegment(
        final ControlledRecordHandler handler, final Segment segment, final long bound, final int limit) {
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int segmentLength = segment.length();
        final int end = (int) Math.min(segmentLength, Math.max(bound - base, 0));
        final int start = Math.max((int) (position - base), SegmentHeader.LENGTH);
        if (start % FrameDescriptor.ALIGNMENT != 0) {
            return LogReader.CORRUPT;
        }
        // So every header lies within the segment, and needs no check of its bounds.
        final byte[] memory = buffer.byteArray();
        final long address = buffer.addressOffset();
        int offset = start;
        int count = 0;
        try {
            while (count < limit && offset < end && !ended) {
                final int length =
                    frameLength(segment, UnsafeApi.getLongVolatile(memory, address + offset), offset, segmentLength);
                if (length <= 0) {
                    return count > 0 ? count : length;
                }
                final int at = offset;
                offset += FrameDescriptor.alignedLength(length);
                final int kind = UnsafeApi.getInt(memory, address + at + FrameDescriptor.KIND_OFFSET);
                if (FrameType.isUser(FrameDescriptor.type(kind))) {
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

    /** The length of a committed frame, 0 when there is none yet, or negative. Never step by anything else. */
    private int frameLength(final Segment segment, final long word, final int offset, final int segmentLength) {
        final int length = FrameDescriptor.length(word);
        if (length == 0) {
            return 0;
        }
        if (!FrameDescriptor.isPossibleLength(length, segmentLength - offset)
            || verifier != null && !verifier.isRight(segment, offset, word)) {
            return LogReader.CORRUPT;
        }
        return length;
    }

    /** Hand out a run of frames of one segment: its length in bytes, or a negative code. */
    int pollBlock(final BlockHandler handler, final long bound, final int maxLength) {
        final Segment segment = segments.find(position);
        return segment == null ? missing() : block(handler, segment, bound, maxLength);
    }

    private int block(final BlockHandler handler, final Segment segment, final long bound, final int maxLength) {
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int end = (int) Math.min(segment.length(), Math.max(bound - base, 0));
        final int start = Math.max((int) (position - base), SegmentHeader.LENGTH);
        int offset = start;
        int length = 0;
        while (offset < end) {
            length = frameLength(segment, buffer.getLongVolatile(offset), offset, segment.length());
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
        return position < segments.firstPosition() ? LogReader.POSITION_GONE : 0;
    }
}
