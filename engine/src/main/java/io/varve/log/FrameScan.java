package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentIndex;
import java.io.IOException;
import java.util.function.LongConsumer;

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
    private final LongConsumer progress;
    private final LogState state = new LogState();
    /** The state before the batch that is being scanned. */
    private final LogState beforeBatch = new LogState();
    private final ScannedHeader header = new ScannedHeader();
    private SegmentIndex index;
    /** Of the records in front of the frame that is being looked at, in its segment. */
    private long maxTimestamp;
    private long evidence;
    private StopReason stop = StopReason.END_OF_SEGMENTS;

    /**
     * For a log.
     *
     * @param highestEpoch that a writer has announced, or {@link Long#MAX_VALUE} when the mark is lost.
     * @param progress     told of a tail now and then.
     */
    FrameScan(final FrameChecksum checksum, final long highestEpoch, final LongConsumer progress) {
        this.checksum = checksum;
        this.highestEpoch = highestEpoch;
        this.progress = progress;
    }

    /** Where the scan begins: at the start of a segment, without knowing what was before. */
    void beginAt(final long basePosition) {
        state.tail = basePosition;
    }

    /** Go on behind a gap, where segments were taken out of the middle: nothing is known of what was in front. */
    void skipTo(final long basePosition) {
        state.tail = basePosition;
        state.sequenceKnown = false;
    }

    LogState tail() {
        return state.batchFrames == 0 ? state : beforeBatch;
    }

    /** The index of the segment that was scanned last, or null when it names frames behind the tail. */
    SegmentIndex index() {
        return state.batchFrames == 0 ? index : null;
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
        index = new SegmentIndex(segment.segmentLength());
        maxTimestamp = Long.MIN_VALUE;
        return walk(segment, SegmentHeader.LENGTH);
    }

    /** Walk on from the tail in the segment that the log ended in, where a writer may have appended since. */
    boolean scanOn(final SegmentWindow segment) throws IOException {
        if (state.batchFrames > 0) {
            state.set(beforeBatch);
        }
        return walk(segment, Math.max((int) (state.tail - segment.position(0)), SegmentHeader.LENGTH));
    }

    private boolean walk(final SegmentWindow segment, final int from) throws IOException {
        int offset = from;
        while (offset < segment.segmentLength()) {
            segment.readHeader(offset, header);
            final StopReason reason = refuse(segment, offset);
            if (reason != null) {
                stop = state.batchFrames > 0 && reason == StopReason.END ? StopReason.UNFINISHED_BATCH : reason;
                return false;
            }
            final int end = offset + FrameDescriptor.alignedLength(header.length);
            if (end > index.nextBoundary()) {
                index.note(offset, header.length, header.sequence, maxTimestamp);
                progress.accept(tail().tail);
            }
            take(segment, offset);
            if (FrameType.isUser(header.type) || header.type == FrameType.ROLL) {
                maxTimestamp = Math.max(maxTimestamp, header.timestamp);
            }
            offset = end;
        }
        if (state.batchFrames > 0) {
            stop = StopReason.UNFINISHED_BATCH;
            return false;
        }
        return true;
    }

    /** Why the frame whose header was read is not the next one of the log, or null when it is. */
    private StopReason refuse(final SegmentWindow segment, final int offset) throws IOException {
        if (header.length == 0) {
            return StopReason.END;
        }
        if (!FrameDescriptor.isPossibleLength(header.length, segment.segmentLength() - offset)) {
            return StopReason.IMPOSSIBLE_LENGTH;
        }
        if (!segment.isChecksumRight(offset, header, checksum)) {
            return StopReason.CHECKSUM;
        }
        if (!FrameType.isKnown(header.type)) {
            return StopReason.UNKNOWN_TYPE;
        }
        StopReason reason = refuseRoll(segment, offset);
        if (reason == null) {
            reason = refuseEpoch(segment, offset);
        }
        if (reason == null && state.sequenceKnown && !isSequenceRight()) {
            reason = StopReason.WRONG_SEQUENCE;
        }
        return reason == null ? refuseBatch() : reason;
    }

    /** A relocated record keeps the sequence that it had; every other frame carries the next one. */
    private boolean isSequenceRight() {
        return header.type == FrameType.RELOCATED ? header.sequence < state.nextSequence
            : header.sequence == state.nextSequence;
    }

    private StopReason refuseRoll(final SegmentWindow segment, final int offset) throws IOException {
        if (header.type == FrameType.ROLL != (offset == SegmentHeader.LENGTH)) {
            return StopReason.BROKEN_ROLL;
        }
        if (header.type == FrameType.ROLL && state.sequenceKnown
            && segment.getInt(offset + FrameDescriptor.BODY_OFFSET + RollDescriptor.PREVIOUS_CHECKSUM_OFFSET)
                != state.checksum) {
            return StopReason.BROKEN_ROLL;
        }
        return null;
    }

    private StopReason refuseEpoch(final SegmentWindow segment, final int offset) throws IOException {
        final long epoch = epoch(segment, offset);
        final boolean follows = header.type == FrameType.EPOCH ? epoch > state.epoch : epoch >= state.epoch;
        return follows && epoch <= highestEpoch && ((int) epoch & 0xffff) == header.epochBits() ? null
            : StopReason.WRONG_EPOCH;
    }

    /** The epoch that a frame announces, or that of the frames before. */
    private long epoch(final SegmentWindow segment, final int offset) throws IOException {
        if (header.type == FrameType.ROLL) {
            return segment.getLong(offset + FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET);
        }
        return header.type == FrameType.EPOCH ? header.timestamp : state.epoch;
    }

    private StopReason refuseBatch() {
        final int batch = header.batch();
        final boolean begins = batch == 0 || batch == FrameDescriptor.BATCH_FIRST;
        if (begins != (state.batchFrames == 0)) {
            return StopReason.UNFINISHED_BATCH;
        }
        return batch == FrameDescriptor.BATCH_LAST && header.lag != state.batchFrames + 1 ? StopReason.UNFINISHED_BATCH
            : null;
    }

    private void take(final SegmentWindow segment, final int offset) throws IOException {
        final int batch = header.batch();
        if (batch == FrameDescriptor.BATCH_FIRST) {
            beforeBatch.set(state);
        }
        final long position = segment.position(offset);
        final int length = FrameDescriptor.alignedLength(header.length);
        noteEvidence(position);
        state.epoch = epoch(segment, offset);
        state.sequenceKnown = true;
        if (header.type != FrameType.RELOCATED) {
            state.nextSequence = header.sequence;
        }
        state.checksum = header.checksum;
        state.tail = position + length;
        state.frameBytes += length;
        if (FrameType.isUser(header.type)) {
            state.lastTimestamp = Math.max(state.lastTimestamp, header.timestamp);
            state.nextSequence++;
            state.records++;
        } else if (header.type == FrameType.EXTERNAL_POSITION) {
            state.externalPosition = segment.getLong(offset + FrameDescriptor.BODY_OFFSET);
            state.hasExternalPosition = true;
        } else if (header.type == FrameType.ROLL) {
            state.lastTimestamp = Math.max(state.lastTimestamp, header.timestamp);
            takeRoll(segment, offset + FrameDescriptor.BODY_OFFSET);
        }
        state.batchFrames = batch == 0 || batch == FrameDescriptor.BATCH_LAST ? 0 : state.batchFrames + 1;
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
            segment.readHeader(offset, header);
            if (isLeftOver(segment, offset)) {
                noteEvidence(segment.position(offset));
                step = header.type == FrameType.PADDING ? FrameDescriptor.ALIGNMENT
                    : FrameDescriptor.alignedLength(header.length);
            }
            nonZeroEnd = Math.min(offset + step, segment.segmentLength());
            offset = Math.max(segment.skipZeros(nonZeroEnd) & -FrameDescriptor.ALIGNMENT, nonZeroEnd);
        }
        return nonZeroEnd;
    }

    /** Cheap questions first: bytes that are no frame should not cost a checksum. */
    private boolean isLeftOver(final SegmentWindow segment, final int offset) throws IOException {
        if (!FrameDescriptor.isPossibleLength(header.length, segment.segmentLength() - offset)) {
            return false;
        }
        final LogState tail = tail();
        final long latest =
            tail.nextSequence + (segment.position(offset) - tail.tail) / FrameDescriptor.HEADER_LENGTH + 1;
        return FrameType.isKnown(header.type)
            && (!tail.sequenceKnown || header.sequence <= latest
                && (header.type == FrameType.RELOCATED || header.sequence >= tail.nextSequence))
            && segment.isChecksumRight(offset, header, checksum);
    }

    private void noteEvidence(final long position) {
        if ((header.batch() & FrameDescriptor.BATCH_LAST) == 0 && header.lag >= 0
            && header.lag != FrameDescriptor.LAG_UNKNOWN) {
            evidence = Math.max(evidence, position - (long) header.lag * FrameDescriptor.ALIGNMENT);
        }
    }
}
