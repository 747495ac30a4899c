package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.store.SegmentHeader;
import java.io.IOException;

/**
 * Walks the frames of segments in order and says how far they are a log: every length possible, every checksum right,
 * every epoch that of the writer before or a higher one that is announced, every sequence the next one, every batch
 * whole.
 *
 * <p>What it knows is always that of the last place between batches: the {@linkplain #tail() tail}.
 */
final class FrameScan {

    private final FrameChecksum checksum;
    private final long highestEpoch;
    private final LogState state = new LogState();
    private final LogState committed = new LogState();
    private long evidence;
    private StopReason stop = StopReason.END_OF_SEGMENTS;

    /** @param highestEpoch that a writer has announced, or {@link Long#MAX_VALUE} when the mark is lost. */
    FrameScan(final FrameChecksum checksum, final long highestEpoch) {
        this.checksum = checksum;
        this.highestEpoch = highestEpoch;
    }

    /** Where the scan begins: at the start of a segment, without knowing what was before. */
    void beginAt(final long basePosition) {
        state.tail = basePosition;
        committed.set(state);
    }

    LogState tail() {
        return committed;
    }

    /** The highest position that a valid frame says was durable when it was appended. */
    long evidence() {
        return evidence;
    }

    StopReason stop() {
        return stop;
    }

    /** Walk a segment; returns false when the log ends in it, and then {@link #stop()} says why. */
    boolean scan(final SegmentWindow segment) throws IOException {
        int offset = SegmentHeader.LENGTH;
        while (offset < segment.segmentLength()) {
            final StopReason reason = accept(segment, offset);
            if (reason != null) {
                stop = state.batchFrames > 0 && reason == StopReason.END ? StopReason.UNFINISHED_BATCH : reason;
                return false;
            }
            offset += FrameDescriptor.alignedLength(FrameDescriptor.length(segment.getLong(offset)));
        }
        if (state.batchFrames > 0) {
            stop = StopReason.UNFINISHED_BATCH;
            return false;
        }
        return true;
    }

    private StopReason accept(final SegmentWindow segment, final int offset) throws IOException {
        final int length = FrameDescriptor.length(segment.getLong(offset));
        if (length == 0) {
            return StopReason.END;
        }
        if (!FrameDescriptor.isPossibleLength(length, segment.segmentLength() - offset)) {
            return StopReason.IMPOSSIBLE_LENGTH;
        }
        final int kind = segment.getInt(offset + FrameDescriptor.KIND_OFFSET);
        final int type = FrameDescriptor.type(kind);
        if (!segment.isChecksumRight(offset, checksum)) {
            return StopReason.CHECKSUM;
        }
        if (!FrameType.isKnown(type)) {
            return StopReason.UNKNOWN_TYPE;
        }
        StopReason reason = checkRoll(segment, offset, type);
        if (reason == null) {
            reason = checkEpoch(segment, offset, type, FrameDescriptor.epochBits(kind));
        }
        if (reason == null && state.sequenceKnown
            && segment.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET) != state.nextSequence) {
            reason = StopReason.WRONG_SEQUENCE;
        }
        if (reason == null) {
            reason = checkBatch(segment, offset, FrameDescriptor.flags(kind));
        }
        if (reason == null) {
            take(segment, offset, type, length, FrameDescriptor.flags(kind));
        }
        return reason;
    }

    private StopReason checkRoll(final SegmentWindow segment, final int offset, final int type) throws IOException {
        if (type == FrameType.ROLL != (offset == SegmentHeader.LENGTH)) {
            return StopReason.BROKEN_ROLL;
        }
        if (type == FrameType.ROLL && state.sequenceKnown
            && segment.getInt(offset + FrameDescriptor.BODY_OFFSET + RollDescriptor.PREVIOUS_CHECKSUM_OFFSET)
                != state.checksum) {
            return StopReason.BROKEN_ROLL;
        }
        return null;
    }

    private StopReason checkEpoch(final SegmentWindow segment, final int offset, final int type, final int epochBits)
        throws IOException {
        long epoch = state.epoch;
        if (type == FrameType.ROLL) {
            epoch = segment.getLong(offset + FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET);
            if (epoch < state.epoch) {
                return StopReason.WRONG_EPOCH;
            }
        } else if (type == FrameType.EPOCH) {
            epoch = segment.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET);
            if (epoch <= state.epoch) {
                return StopReason.WRONG_EPOCH;
            }
        }
        if (epoch > highestEpoch || ((int) epoch & 0xffff) != epochBits) {
            return StopReason.WRONG_EPOCH;
        }
        state.epoch = epoch;
        return null;
    }

    private StopReason checkBatch(final SegmentWindow segment, final int offset, final int flags) throws IOException {
        final int batch = flags & FrameDescriptor.BATCH_MASK;
        final boolean begins = batch == 0 || batch == FrameDescriptor.BATCH_FIRST;
        if (begins != (state.batchFrames == 0)) {
            return StopReason.UNFINISHED_BATCH;
        }
        if (batch == FrameDescriptor.BATCH_LAST
            && segment.getInt(offset + FrameDescriptor.LAG_OFFSET) != state.batchFrames + 1) {
            return StopReason.UNFINISHED_BATCH;
        }
        return null;
    }

    private void take(
        final SegmentWindow segment, final int offset, final int type, final int length, final int flags)
        throws IOException {
        final long position = segment.position(offset);
        noteEvidence(position, segment.getInt(offset + FrameDescriptor.LAG_OFFSET), flags);
        state.sequenceKnown = true;
        state.nextSequence = segment.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
        state.checksum = FrameDescriptor.checksum(segment.getLong(offset));
        state.tail = position + FrameDescriptor.alignedLength(length);
        state.frameBytes += FrameDescriptor.alignedLength(length);
        if (FrameType.isUser(type) || type == FrameType.ROLL) {
            state.lastTimestamp =
                Math.max(state.lastTimestamp, segment.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET));
        }
        if (FrameType.isUser(type)) {
            state.nextSequence++;
            state.records++;
        } else if (type == FrameType.EXTERNAL_POSITION) {
            state.externalPosition = segment.getLong(offset + FrameDescriptor.BODY_OFFSET);
            state.hasExternalPosition = true;
        } else if (type == FrameType.ROLL) {
            takeRoll(segment, offset + FrameDescriptor.BODY_OFFSET);
        }
        final int batch = flags & FrameDescriptor.BATCH_MASK;
        state.batchFrames = batch == 0 || batch == FrameDescriptor.BATCH_LAST ? 0 : state.batchFrames + 1;
        if (state.batchFrames == 0) {
            committed.set(state);
        }
    }

    private void takeRoll(final SegmentWindow segment, final int body) throws IOException {
        evidence = Math.max(evidence, segment.getLong(body + RollDescriptor.WATERMARK_OFFSET));
        if ((segment.getInt(body + RollDescriptor.FLAGS_OFFSET) & RollDescriptor.HAS_EXTERNAL_POSITION) != 0) {
            state.externalPosition = segment.getLong(body + RollDescriptor.EXTERNAL_POSITION_OFFSET);
            state.hasExternalPosition = true;
        }
    }

    /**
     * Look behind the end of the log for frames of this log that a crash kept: each proves how far the log had been
     * durable when it was appended. Returns the offset behind the last byte of the segment that is not zero.
     */
    int lookBehind(final SegmentWindow segment, final int from) throws IOException {
        int nonZeroEnd = from;
        int offset = segment.skipZeros(from) & -FrameDescriptor.ALIGNMENT;
        while (offset < segment.segmentLength()) {
            int step = FrameDescriptor.ALIGNMENT;
            if (isLeftOver(segment, offset)) {
                final int kind = segment.getInt(offset + FrameDescriptor.KIND_OFFSET);
                noteEvidence(segment.position(offset), segment.getInt(offset + FrameDescriptor.LAG_OFFSET),
                    FrameDescriptor.flags(kind));
                step = FrameDescriptor.type(kind) == FrameType.PADDING ? FrameDescriptor.ALIGNMENT
                    : FrameDescriptor.alignedLength(FrameDescriptor.length(segment.getLong(offset)));
            }
            nonZeroEnd = Math.min(offset + step, segment.segmentLength());
            offset = Math.max(segment.skipZeros(nonZeroEnd) & -FrameDescriptor.ALIGNMENT, nonZeroEnd);
        }
        return nonZeroEnd;
    }

    /** Cheap questions first: bytes that are no frame should not cost a checksum. */
    private boolean isLeftOver(final SegmentWindow segment, final int offset) throws IOException {
        final int length = FrameDescriptor.length(segment.getLong(offset));
        if (!FrameDescriptor.isPossibleLength(length, segment.segmentLength() - offset)) {
            return false;
        }
        final long sequence = segment.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
        final long latest = committed.nextSequence
            + (segment.position(offset) - committed.tail) / FrameDescriptor.HEADER_LENGTH + 1;
        return FrameType.isKnown(FrameDescriptor.type(segment.getInt(offset + FrameDescriptor.KIND_OFFSET)))
            && (!committed.sequenceKnown || sequence >= committed.nextSequence && sequence <= latest)
            && segment.isChecksumRight(offset, checksum);
    }

    private void noteEvidence(final long position, final int lag, final int flags) {
        if ((flags & FrameDescriptor.BATCH_LAST) == 0 && lag >= 0 && lag != FrameDescriptor.LAG_UNKNOWN) {
            evidence = Math.max(evidence, position - (long) lag * FrameDescriptor.ALIGNMENT);
        }
    }
}
