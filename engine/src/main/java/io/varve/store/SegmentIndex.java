package io.varve.store;

import io.varve.frame.FrameDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Places in one segment from which a walk over its frames can begin: about one for every 64 KiB, each with what is
 * known before its frame. Derived from the frames, and disposable.
 *
 * <p>Filled by one thread, in order; read by any.
 */
public final class SegmentIndex {

    /** How far apart the entries are, at least. */
    public static final int SPACING = 64 << 10;

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
    private int nextBoundary;
    @SuppressWarnings("unused")
    private int count;

    /**
     * An empty index. Its first entry will be the first frame.
     *
     * @param segmentLength in bytes.
     */
    public SegmentIndex(final int segmentLength) {
        final int capacity = segmentLength / SPACING + 1;
        offsets = new int[capacity];
        sequences = new long[capacity];
        maxTimestamps = new long[capacity];
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
        return offsetOf(low - 1);
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
        return offsetOf(firstAbove(maxTimestamps, timestampNs - 1) - 1);
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

    private int entries() {
        return (int) COUNT.getAcquire(this);
    }
}
