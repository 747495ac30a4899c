package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentFacts;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentIndex;
import org.agrona.concurrent.UnsafeBuffer;

/** Looks at the frames of one segment in order, in steps, and makes its index and its facts. Used by one thread. */
final class IndexWalk {

    private final SegmentIndex index;
    private int offset = SegmentHeader.LENGTH;
    private long maxTimestamp = Long.MIN_VALUE;
    private long firstSequence;
    private long nextSequence;
    private long firstEpoch;
    private long epoch;
    private long timestampBefore;
    private long leastTimestamp = Long.MAX_VALUE;
    private long greatestTimestamp = Long.MIN_VALUE;
    private int lastOffset;
    private int lastChecksum;

    IndexWalk(final int segmentLength) {
        index = new SegmentIndex(segmentLength);
    }

    /** Go on for some bytes; returns false when there is no further frame. The segment may be mapped anew each time. */
    boolean step(final Segment segment, final int bytes) {
        final UnsafeBuffer buffer = segment.buffer();
        final long stepEnd = Math.min((long) offset + bytes, segment.length());
        int length = SegmentWalk.committedLength(segment, offset);
        while (length > 0 && offset < stepEnd) {
            take(buffer, length);
            offset += FrameDescriptor.alignedLength(length);
            length = SegmentWalk.committedLength(segment, offset);
        }
        return length > 0;
    }

    private void take(final UnsafeBuffer buffer, final int length) {
        final long sequence = buffer.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
        final long timestamp = buffer.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET);
        final int type = FrameDescriptor.type(buffer.getInt(offset + FrameDescriptor.KIND_OFFSET));
        if (offset + FrameDescriptor.alignedLength(length) > index.nextBoundary()) {
            index.note(offset, length, type == FrameType.RELOCATED ? nextSequence : sequence, maxTimestamp);
        }
        lastOffset = offset;
        lastChecksum = buffer.getInt(offset + FrameDescriptor.CHECKSUM_OFFSET);
        if (FrameType.isUser(type)) {
            nextSequence = sequence + 1;
            leastTimestamp = Math.min(leastTimestamp, timestamp);
            greatestTimestamp = Math.max(greatestTimestamp, timestamp);
            maxTimestamp = Math.max(maxTimestamp, timestamp);
        } else if (type == FrameType.ROLL) {
            firstSequence = sequence;
            nextSequence = sequence;
            firstEpoch = buffer.getLong(offset + FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET);
            epoch = firstEpoch;
            timestampBefore = timestamp;
            maxTimestamp = timestamp;
        } else if (type == FrameType.EPOCH) {
            epoch = timestamp;
        }
    }

    /** How far the walk has come in the segment. */
    int offset() {
        return offset;
    }

    SegmentIndex index() {
        return index;
    }

    /** What is known when the walk has come to the end of the segment. */
    SegmentFacts facts() {
        return new SegmentFacts(firstSequence, nextSequence - 1, firstEpoch, epoch, timestampBefore, leastTimestamp,
            greatestTimestamp, lastOffset, lastChecksum);
    }
}
