package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentIndex;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds frames by sequence, by time, and backwards: the segment by its ROLL frame, then a place near by in the
 * segment's index, then a walk. For a reader that is announced to the reclaimer; used by its thread only.
 */
final class FrameLocator {

    /** A walk from one entry of the index to the next meets at most this many records, and one that is longer. */
    private static final int MOST_RECORDS = SegmentIndex.SPACING / FrameDescriptor.ALIGNMENT + 2;

    private final SegmentAccess segments;
    private final int[] offsets = new int[MOST_RECORDS];

    FrameLocator(final SegmentAccess segments) {
        this.segments = segments;
    }

    /** Position of the first record with at least that sequence, or where the next record will be. */
    long bySequence(final long sequence) {
        final Segment segment = lastSegment(candidate -> roll(candidate, FrameDescriptor.SEQUENCE_OFFSET) <= sequence);
        if (segment == null) {
            return segments.firstPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        int offset = indexOf(segment).beforeSequence(sequence);
        int length = SegmentWalk.committedLength(segment, offset);
        while (length > 0 && !(SegmentWalk.isUser(buffer, offset)
            && buffer.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET) >= sequence)) {
            offset += FrameDescriptor.alignedLength(length);
            length = SegmentWalk.committedLength(segment, offset);
        }
        return segment.basePosition() + offset;
    }

    /** Position of the first record with which the greatest time so far reaches a time, or where the next will be. */
    long byTime(final long timestampNs) {
        final Segment segment =
            lastSegment(candidate -> roll(candidate, FrameDescriptor.TIMESTAMP_OFFSET) < timestampNs);
        if (segment == null) {
            return segments.firstPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        int offset = indexOf(segment).beforeTime(timestampNs);
        int length = SegmentWalk.committedLength(segment, offset);
        while (length > 0 && !(SegmentWalk.isUser(buffer, offset)
            && buffer.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET) >= timestampNs)) {
            offset += FrameDescriptor.alignedLength(length);
            length = SegmentWalk.committedLength(segment, offset);
        }
        return segment.basePosition() + offset;
    }

    /** Up to where the log was written in an epoch or before; what stands behind is a later writer's. */
    long endOfEpoch(final long epoch) {
        final Segment segment = lastSegment(candidate -> rollEpoch(candidate) <= epoch);
        if (segment == null || rollEpoch(segment) > epoch) {
            return segments.firstPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        int offset = SegmentHeader.LENGTH;
        int length = SegmentWalk.committedLength(segment, offset);
        while (length > 0) {
            if (FrameDescriptor.type(buffer.getInt(offset + FrameDescriptor.KIND_OFFSET)) == FrameType.EPOCH
                && buffer.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET) > epoch) {
                return segment.basePosition() + offset;
            }
            offset += FrameDescriptor.alignedLength(length);
            length = SegmentWalk.committedLength(segment, offset);
        }
        return segment.basePosition() + offset;
    }

    private static long rollEpoch(final Segment segment) {
        return roll(segment, FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET);
    }

    /**
     * The offsets of the records in front of a position, back to the last entry of the index, in order. Returns how
     * many; they are in {@link #offset(int)}. Negative when the walk met no frame.
     */
    int recordsBefore(final Segment segment, final int end) {
        final UnsafeBuffer buffer = segment.buffer();
        int count = 0;
        int offset = indexOf(segment).before(end);
        while (offset < end) {
            final int length = SegmentWalk.committedLength(segment, offset);
            if (length <= 0) {
                return LogReader.CORRUPT;
            }
            if (SegmentWalk.isUser(buffer, offset)) {
                offsets[count++] = offset;
            }
            offset += FrameDescriptor.alignedLength(length);
        }
        return count;
    }

    int offset(final int record) {
        return offsets[record];
    }

    /** Where the walk of {@link #recordsBefore} began. */
    int walkStart(final Segment segment, final int end) {
        return indexOf(segment).before(end);
    }

    private interface SegmentTest {
        boolean isBefore(Segment segment);
    }

    /** The last segment that passes a test which all segments up to one pass and none behind it. */
    private Segment lastSegment(final SegmentTest test) {
        final int segmentLength = segments.segmentLength();
        final long first = segments.firstPosition();
        long low = 0;
        long high = (segments.committedPosition() - first + segmentLength - 1) / segmentLength;
        Segment found = null;
        while (low < high) {
            final long middle = low + high >>> 1;
            final Segment segment = segments.find(first + middle * segmentLength);
            if (segment != null && SegmentWalk.committedLength(segment, SegmentHeader.LENGTH) > 0
                && test.isBefore(segment)) {
                found = segment;
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return found != null ? found : segments.find(first);
    }

    private static long roll(final Segment segment, final int fieldOffset) {
        return segment.buffer().getLong(SegmentHeader.LENGTH + fieldOffset);
    }

    /** Segments that were written by this process have an index; of others it is made by one walk. */
    private static SegmentIndex indexOf(final Segment segment) {
        SegmentIndex index = segment.index();
        if (index == null) {
            index = SegmentWalk.index(segment);
            segment.index(index);
        }
        return index;
    }
}
