package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.RollDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentFacts;
import io.varve.store.SegmentHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the ROLL frame at the beginning of a segment says.
 *
 * @param sequence  that the next record has.
 * @param timestamp the greatest of all records before, ns since the Unix epoch.
 * @param epoch     of the writer.
 */
record SegmentStart(long sequence, long timestamp, long epoch) {

    /** Null while the segment holds nothing. */
    static SegmentStart of(final Segment segment) {
        if (segment == null || SegmentWalk.committedLength(segment, SegmentHeader.LENGTH) == 0) {
            return null;
        }
        final UnsafeBuffer buffer = segment.buffer();
        final int roll = SegmentHeader.LENGTH;
        return new SegmentStart(buffer.getLong(roll + FrameDescriptor.SEQUENCE_OFFSET),
            buffer.getLong(roll + FrameDescriptor.TIMESTAMP_OFFSET),
            buffer.getLong(roll + FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET));
    }

    static SegmentStart of(final SegmentFacts facts) {
        return new SegmentStart(facts.firstSequence(), facts.timestampBefore(), facts.firstEpoch());
    }
}
