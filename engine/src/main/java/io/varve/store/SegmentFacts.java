package io.varve.store;

import io.varve.frame.FrameDescriptor;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * What is known of a closed segment once all of its frames were looked at: the middle of the header of its
 * {@linkplain SegmentIndexFile index file}. Little-endian; offsets in that file.
 *
 * <pre>
 *  48  int64  number of records
 *  56  int64  sequence of the ROLL frame, and so of the first record
 *  64  int64  sequence of the last record; one less than that of the ROLL frame when there is no record
 *  72  int64  epoch of the ROLL frame
 *  80  int64  epoch of the last frame
 *  88  int64  timestamp of the ROLL frame: the greatest of all records before the segment
 *  96  int64  least timestamp of the records; 2^63 - 1 when there is none
 * 104  int64  greatest timestamp of the records; -2^63 when there is none
 * 112  int32  offset of the last frame, which ends where the segment does
 * 116  int32  checksum of the last frame
 * </pre>
 *
 * <p>The last frame tells whether these are the facts of a segment: its checksum covers its position, its sequence
 * and its epoch, and a log that was cut in front of it and written again has a frame of a higher epoch there.
 *
 * <p>Immutable.
 *
 * @param firstSequence     that the first record has, or would have.
 * @param lastSequence      of the last record; {@code firstSequence - 1} when there is none.
 * @param firstEpoch        of the writer that began the segment.
 * @param lastEpoch         of the writer that filled it.
 * @param timestampBefore   the greatest of all records before the segment, ns since the Unix epoch.
 * @param leastTimestamp    of the records of the segment, ns since the Unix epoch.
 * @param greatestTimestamp of the records of the segment, ns since the Unix epoch.
 * @param lastOffset        of the last frame, in the segment.
 * @param lastChecksum      of the last frame.
 */
public record SegmentFacts(long firstSequence, long lastSequence, long firstEpoch, long lastEpoch,
    long timestampBefore, long leastTimestamp, long greatestTimestamp, int lastOffset, int lastChecksum) {

    private static final int RECORDS_OFFSET = 48;

    /**
     * The greatest timestamp of all records up to the end of the segment.
     *
     * @return ns since the Unix epoch.
     */
    public long timestampBehind() {
        return Math.max(timestampBefore, greatestTimestamp);
    }

    /**
     * Whether these are the facts of the segment that has these bytes.
     *
     * @param segment all of its bytes.
     * @return true when the last frame is the one that was looked at.
     */
    public boolean areOf(final DirectBuffer segment) {
        final int length = segment.getInt(lastOffset);
        return FrameDescriptor.isPossibleLength(length, segment.capacity() - lastOffset)
            && lastOffset + FrameDescriptor.alignedLength(length) == segment.capacity()
            && segment.getInt(lastOffset + FrameDescriptor.CHECKSUM_OFFSET) == lastChecksum;
    }

    void encode(final ByteBuffer bytes) {
        bytes.putLong(RECORDS_OFFSET, lastSequence - firstSequence + 1).putLong(56, firstSequence)
            .putLong(64, lastSequence).putLong(72, firstEpoch).putLong(80, lastEpoch).putLong(88, timestampBefore)
            .putLong(96, leastTimestamp).putLong(104, greatestTimestamp).putInt(112, lastOffset)
            .putInt(116, lastChecksum);
    }

    /** The facts in the header of an index file, or null when they contradict each other. */
    static SegmentFacts decode(final ByteBuffer bytes, final int segmentLength) {
        final SegmentFacts facts = new SegmentFacts(bytes.getLong(56), bytes.getLong(64), bytes.getLong(72),
            bytes.getLong(80), bytes.getLong(88), bytes.getLong(96), bytes.getLong(104), bytes.getInt(112),
            bytes.getInt(116));
        final long records = bytes.getLong(RECORDS_OFFSET);
        final boolean consistent = facts.firstSequence >= 1 && records >= 0
            && records == facts.lastSequence - facts.firstSequence + 1 && facts.firstEpoch <= facts.lastEpoch
            && records > 0 == facts.leastTimestamp <= facts.greatestTimestamp
            && SegmentIndex.isFrameOffset(facts.lastOffset, segmentLength);
        return consistent ? facts : null;
    }
}
