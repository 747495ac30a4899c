package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.store.Segment;
import io.varve.store.SegmentFacts;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentIndex;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds frames by sequence, by time, and backwards: the segment by its ROLL frame, then a place near by in the
 * segment's index, then a walk. For a reader that is announced to the reclaimer; used by its thread only.
 *
 * <p>What index files say saves work and decides nothing: the segment that is found by them is held against the ROLL
 * frames of itself and the next one, and an entry of an index against the frame that stands there.
 */
final class FrameLocator {

    /** A walk from one entry of the index to the next rarely meets more records; within a large batch it can. */
    private static final int FEW_RECORDS = SegmentIndex.SPACING / FrameDescriptor.ALIGNMENT + 2;

    private final SegmentAccess segments;
    /** Whether the frames are checked between which records are looked for backwards. */
    private final boolean verifies;
    private FrameVerifier verifier;
    private int[] offsets = {};
    private int walkStart;
    /** Whether the last search has believed a hint. */
    private boolean hinted;

    /** With a verifier the reader's frames are checked. */
    FrameLocator(final SegmentAccess segments, final FrameVerifier verifier) {
        this.segments = segments;
        this.verifier = verifier;
        verifies = verifier != null;
    }

    /** Whether a frame begins at a position of the log, or a segment. */
    boolean beginsFrame(final long position) {
        if (position < segments.firstPosition() || position % FrameDescriptor.ALIGNMENT != 0) {
            return false;
        }
        if (position % segments.segmentLength() == 0) {
            return true;
        }
        final Segment segment = segments.find(position);
        if (segment == null) {
            return false;
        }
        if (verifier == null) {
            verifier = segments.newVerifier();
        }
        final int offset = (int) (position - segment.basePosition());
        final long word = offset < SegmentHeader.LENGTH ? 0 : segment.buffer().getLongVolatile(offset);
        return FrameDescriptor.isPossibleLength(FrameDescriptor.length(word), segment.length() - offset)
            && verifier.isRight(segment, offset, word);
    }

    /** Position of the first record with at least that sequence, or where the next record will be. */
    long bySequence(final long sequence) {
        final Segment segment = lastSegment(start -> start.sequence() <= sequence);
        if (segment == null) {
            return segments.firstPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        final SegmentIndex index = indexOf(segment);
        int offset = index.beforeSequence(sequence);
        if (!index.isTrueAt(offset, buffer)) {
            offset = walked(segment).beforeSequence(sequence);
        }
        return firstFrame(segment, offset, at -> SegmentWalk.isUser(buffer, at)
            && buffer.getLong(at + FrameDescriptor.SEQUENCE_OFFSET) >= sequence);
    }

    /** Position of the first record with which the greatest time so far reaches a time, or where the next will be. */
    long byTime(final long timestampNs) {
        final Segment segment = lastSegment(start -> start.timestamp() < timestampNs);
        if (segment == null) {
            return segments.firstPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        final SegmentIndex index = indexOf(segment);
        int offset = index.beforeTime(timestampNs);
        if (!index.isTrueAt(offset, buffer)) {
            offset = walked(segment).beforeTime(timestampNs);
        }
        return firstFrame(segment, offset, at -> SegmentWalk.isUser(buffer, at)
            && buffer.getLong(at + FrameDescriptor.TIMESTAMP_OFFSET) >= timestampNs);
    }

    /** Up to where the log was written in an epoch or before; what stands behind is a later writer's. */
    long endOfEpoch(final long epoch) {
        final Segment segment = lastSegment(start -> start.epoch() <= epoch);
        final SegmentStart start = SegmentStart.of(segment);
        if (start == null || start.epoch() > epoch) {
            return segments.firstPosition();
        }
        final SegmentFacts facts = segments.indexFile().facts(segment);
        if (facts != null && facts.lastEpoch() <= epoch) {
            return segment.endPosition();
        }
        final UnsafeBuffer buffer = segment.buffer();
        return firstFrame(segment, SegmentHeader.LENGTH,
            at -> FrameDescriptor.type(buffer.getInt(at + FrameDescriptor.KIND_OFFSET)) == FrameType.EPOCH
                && buffer.getLong(at + FrameDescriptor.TIMESTAMP_OFFSET) > epoch);
    }

    /** Position of the first frame from an offset on that passes a test, or behind the last committed one. */
    private long firstFrame(final Segment segment, final int from, final IntPredicate test) {
        final int end = end(segment);
        int offset = from;
        int length = SegmentWalk.committedLength(segment, offset);
        while (length > 0 && offset < end && !test.test(offset)) {
            offset += FrameDescriptor.alignedLength(length);
            length = SegmentWalk.committedLength(segment, offset);
        }
        return segment.basePosition() + offset;
    }

    /** Where the committed frames of a segment end: what stands behind may be no frame at all. */
    private int end(final Segment segment) {
        return (int) Math.min(segment.length(), segments.committedPosition() - segment.basePosition());
    }

    /**
     * The offsets of the records in front of an offset where a frame begins or the log ends, in order: back to the
     * last entry of the index or to a damaged frame. Returns how many; they are in {@link #offset(int)}. Negative when
     * the frame in front is damaged, or no frame.
     */
    int recordsBefore(final Segment segment, final int end) {
        final UnsafeBuffer buffer = segment.buffer();
        final SegmentIndex index = indexOf(segment);
        int offset = index.before(end);
        if (!index.isTrueAt(offset, buffer)) {
            offset = walked(segment).before(end);
        }
        walkStart = offset;
        int count = 0;
        boolean damaged = false;
        while (offset < end) {
            final int length = SegmentWalk.committedLength(segment, offset);
            if (length <= 0) {
                return LogReader.CORRUPT;
            }
            final int at = offset;
            offset += FrameDescriptor.alignedLength(length);
            if (verifies && !verifier.isRight(segment, at, buffer.getLong(at))) {
                // Its length may be wrong as well; right frames up to the end are those of the log all the same.
                damaged = true;
                walkStart = offset;
                count = 0;
            } else if (SegmentWalk.isUser(buffer, at)) {
                if (count == offsets.length) {
                    offsets = Arrays.copyOf(offsets, Math.max(2 * count, FEW_RECORDS));
                }
                offsets[count++] = at;
            }
        }
        return offset != end || damaged && count == 0 ? LogReader.CORRUPT : count;
    }

    int offset(final int record) {
        return offsets[record];
    }

    /** The offset at which the walk of {@link #recordsBefore} began. */
    int walkStart() {
        return walkStart;
    }

    /** The last segment whose start passes a test which all segments up to one pass and none behind it. */
    private Segment lastSegment(final Predicate<SegmentStart> test) {
        hinted = false;
        final long base = lastBase(test, true);
        final Segment found = segments.find(base);
        return !hinted || isLast(test, found, base) ? found : segments.find(lastBase(test, false));
    }

    private boolean isLast(final Predicate<SegmentStart> test, final Segment segment, final long base) {
        return (base == segments.firstPosition() || passes(test, SegmentStart.of(segment)))
            && !passes(test, SegmentStart.of(segments.find(base + segments.segmentLength())));
    }

    /** The base position of that segment, or of the first one; by hints what is not mapped is not mapped now. */
    private long lastBase(final Predicate<SegmentStart> test, final boolean byHints) {
        final int segmentLength = segments.segmentLength();
        final long first = segments.firstPosition();
        long low = 0;
        long high = (segments.committedPosition() - first + segmentLength - 1) / segmentLength;
        while (low < high) {
            final long middle = low + high >>> 1;
            if (passes(test, start(first + middle * segmentLength, byHints))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return first + Math.max(low - 1, 0) * segmentLength;
    }

    private static boolean passes(final Predicate<SegmentStart> test, final SegmentStart start) {
        return start != null && test.test(start);
    }

    private SegmentStart start(final long base, final boolean byHint) {
        if (byHint && segments.mapped(base) == null) {
            final SegmentFacts hint = segments.indexFile().hint(base);
            if (hint != null) {
                hinted = true;
                return SegmentStart.of(hint);
            }
        }
        return SegmentStart.of(segments.find(base));
    }

    /** Segments that this process writes have an index; that of others is read from a file or made by one walk. */
    private SegmentIndex indexOf(final Segment segment) {
        SegmentIndex index = segment.index();
        if (index == null) {
            index = segments.indexFile().index(segment);
            if (index == null) {
                return walked(segment);
            }
            segment.index(index);
        }
        return index;
    }

    private SegmentIndex walked(final Segment segment) {
        final SegmentIndex index = SegmentWalk.index(segment, end(segment));
        segment.index(index);
        return index;
    }
}
