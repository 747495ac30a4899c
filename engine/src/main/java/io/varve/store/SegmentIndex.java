package io.varve.store;

import io.varve.frame.FrameDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/**
 * Places in one segment from which a walk over its frames can begin: about one for every 64 KiB, each with what is
 * known before its frame. Derived from the frames, and disposable. That of a closed segment is kept in an
 * {@linkplain SegmentIndexFile index file}, with 24 bytes for an entry, little-endian:
 *
 * <pre>
 *  0  int32  offset of the frame in the segment
 *  4  int32  checksum of the frame
 *  8  int64  sequence of the frame
 * 16  int64  the greatest timestamp of all records before the frame; -2^63 in the first entry
 * </pre>
 *
 * <p>Filled by one thread, in order; read by any.
 */
public final class SegmentIndex {

    /** How far apart the entries are, at least. */
    public static final int SPACING = 64 << 10;

    static final int ENTRY_LENGTH = 24;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(SegmentIndex.class, "count", int.class);
        } catch (final ReflectiveOperationException ex) {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final int[] offsets;
    private final long[] sequences;
    private final long[] maxTimestamps;
    /** Of the frames, where the index comes from a file; null where it was made from the frames themselves. */
    private final int[] checksums;
    private int nextBoundary;
    @SuppressWarnings("unused")
    private int count;

    /**
     * An empty index. Its first entry will be the first frame.
     *
     * @param segmentLength in bytes.
     */
    public SegmentIndex(final int segmentLength) {
        final int capacity = capacity(segmentLength);
        offsets = new int[capacity];
        sequences = new long[capacity];
        maxTimestamps = new long[capacity];
        checksums = null;
    }

    private SegmentIndex(final ByteBuffer bytes, final int start) {
        final int entries = (bytes.limit() - start) / ENTRY_LENGTH;
        offsets = new int[entries];
        sequences = new long[entries];
        maxTimestamps = new long[entries];
        checksums = new int[entries];
        for (int i = 0; i < entries; i++) {
            final int at = start + i * ENTRY_LENGTH;
            offsets[i] = bytes.getInt(at);
            checksums[i] = bytes.getInt(at + 4);
            sequences[i] = bytes.getLong(at + 8);
            maxTimestamps[i] = bytes.getLong(at + 16);
        }
        count = entries;
    }

    /** How many entries the index of a segment can have. */
    static int capacity(final int segmentLength) {
        return segmentLength / SPACING + 1;
    }

    static boolean isFrameOffset(final int offset, final int segmentLength) {
        return offset >= SegmentHeader.LENGTH && offset < segmentLength && offset % FrameDescriptor.ALIGNMENT == 0;
    }

    /** Write all entries; the checksums are those of the frames in the segment. */
    void encode(final ByteBuffer bytes, final int start, final DirectBuffer segment) {
        for (int i = 0; i < entries(); i++) {
            final int at = start + i * ENTRY_LENGTH;
            bytes.putInt(at, offsets[i]).putInt(at + 4, segment.getInt(offsets[i] + FrameDescriptor.CHECKSUM_OFFSET))
                .putLong(at + 8, sequences[i]).putLong(at + 16, maxTimestamps[i]);
        }
    }

    /** The index in the rest of the bytes, or null when it cannot be that of a segment with these facts. */
    static SegmentIndex decode(final ByteBuffer bytes, final int start, final SegmentFacts facts) {
        final SegmentIndex index = new SegmentIndex(bytes, start);
        return index.isPossible(facts) ? index : null;
    }

    /** A search needs entries that ascend, and a walk one at the first frame. */
    private boolean isPossible(final SegmentFacts facts) {
        final int last = offsets.length - 1;
        if (last < 0 || offsets[0] != SegmentHeader.LENGTH || offsets[last] > facts.lastOffset()
            || sequences[0] != facts.firstSequence() || sequences[last] > facts.lastSequence() + 1
            || maxTimestamps[0] != Long.MIN_VALUE || maxTimestamps[last] > facts.timestampBehind()) {
            return false;
        }
        for (int i = 1; i <= last; i++) {
            if (offsets[i] <= offsets[i - 1] || offsets[i] % FrameDescriptor.ALIGNMENT != 0
                || sequences[i] < sequences[i - 1] || maxTimestamps[i] < maxTimestamps[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the entry for an offset is true: the very frame stands there for which it was made. A frame has its
     * epoch and its position under its checksum, so that all frames in front of it are the same ones too.
     *
     * @param offset  that one of the searches has returned.
     * @param segment all bytes of the segment.
     * @return false when the index is that of something else, and must not be used.
     */
    public boolean isTrueAt(final int offset, final DirectBuffer segment) {
        if (checksums == null) {
            return true;
        }
        final int entry = firstNotBefore(offset);
        return FrameDescriptor.isPossibleLength(segment.getInt(offset), segment.capacity() - offset)
            && segment.getInt(offset + FrameDescriptor.CHECKSUM_OFFSET) == checksums[entry]
            && segment.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET) == sequences[entry];
    }

    /**
     * Before which offset the next frame must end to need no entry.
     *
     * @return offset in the segment.
     */
    public int nextBoundary() {
        return nextBoundary;
    }

    /**
     * Note a frame, which ends behind {@link #nextBoundary()}.
     *
     * @param offset       of the frame in the segment.
     * @param frameLength  of the frame, or of all that is reserved there, in bytes.
     * @param sequence     of the frame.
     * @param maxTimestamp the greatest timestamp of all records before, ns since the Unix epoch.
     */
    public void note(final int offset, final int frameLength, final long sequence, final long maxTimestamp) {
        final int entry = count;
        if (entry < offsets.length) {
            offsets[entry] = offset;
            sequences[entry] = sequence;
            maxTimestamps[entry] = maxTimestamp;
            COUNT.setRelease(this, entry + 1);
        }
        final int end = offset + FrameDescriptor.alignedLength(frameLength);
        nextBoundary = end > Integer.MAX_VALUE - SPACING ? Integer.MAX_VALUE : (end / SPACING + 1) * SPACING;
    }

    /**
     * The last entry in front of an offset.
     *
     * @param offset in the segment.
     * @return the offset of a frame, or that of the first frame when there is no such entry.
     */
    public int before(final int offset) {
        return offsetOf(firstNotBefore(offset) - 1);
    }

    private int firstNotBefore(final int offset) {
        int low = 0;
        int high = entries();
        while (low < high) {
            final int middle = low + high >>> 1;
            if (offsets[middle] < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The last entry at which a sequence had not been passed.
     *
     * @param sequence of a record.
     * @return the offset of a frame, at or before that of the record.
     */
    public int beforeSequence(final long sequence) {
        return offsetOf(firstAbove(sequences, sequence) - 1);
    }

    /**
     * The last entry at which a time had not been reached.
     *
     * @param timestampNs ns since the Unix epoch.
     * @return the offset of a frame, at or before that of the first record whose running maximum reaches the time.
     */
    public int beforeTime(final long timestampNs) {
        return timestampNs == Long.MIN_VALUE ? SegmentHeader.LENGTH
            : offsetOf(firstAbove(maxTimestamps, timestampNs - 1) - 1);
    }

    /** The first entry whose value, which never falls, is greater than a bound. */
    private int firstAbove(final long[] values, final long bound) {
        int low = 0;
        int high = entries();
        while (low < high) {
            final int middle = low + high >>> 1;
            if (values[middle] <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int offsetOf(final int entry) {
        return entry < 0 ? SegmentHeader.LENGTH : offsets[entry];
    }

    int entries() {
        return (int) COUNT.getAcquire(this);
    }
}
