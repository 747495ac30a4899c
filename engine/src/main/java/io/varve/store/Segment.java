package io.varve.store;

import io.varve.io.MappedRegion;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mapped segment: the bytes of the log from its base position on.
 *
 * <p>Safe for use by many threads, but for the contents: one thread writes, others read behind a commit word.
 */
public final class Segment {

    private static final int VIEWS = 4;
    private static final int LARGEST_VIEW = 4 << 20;

    private final long basePosition;
    private final MappedRegion region;
    private final UnsafeBuffer buffer;
    private final int viewLength;
    private final AtomicReferenceArray<SegmentView> views;
    private volatile SegmentIndex index;

    /**
     * For a mapped file whose header was written or checked.
     *
     * @param basePosition of the segment.
     * @param region       of the whole file.
     */
    public Segment(final long basePosition, final MappedRegion region) {
        this.basePosition = basePosition;
        this.region = region;
        buffer = region.buffer();
        viewLength = viewLength(region.length());
        views = new AtomicReferenceArray<>(region.length() / viewLength);
    }

    /**
     * The position of the first byte of the file.
     *
     * @return a multiple of {@link #length()}.
     */
    public long basePosition() {
        return basePosition;
    }

    /**
     * The position behind the last byte of the file.
     *
     * @return the base position of the next segment.
     */
    public long endPosition() {
        return basePosition + region.length();
    }

    /**
     * The length of the file.
     *
     * @return bytes.
     */
    public int length() {
        return region.length();
    }

    /**
     * The memory of the file.
     *
     * @return the same buffer always.
     */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * A new view for a checksum.
     *
     * @return a new view with its own position and limit.
     */
    public ByteBuffer byteBuffer() {
        return region.byteBuffer();
    }

    /**
     * The mapped region.
     *
     * @return the mapped region.
     */
    public MappedRegion region() {
        return region;
    }

    /**
     * Places from which a walk can begin.
     *
     * @return the index, or null when there is none yet.
     */
    public SegmentIndex index() {
        return index;
    }

    /**
     * Attach an index.
     *
     * @param segmentIndex of this segment.
     */
    public void index(final SegmentIndex segmentIndex) {
        index = segmentIndex;
    }

    /**
     * The length of the parts that the writer stores to through a {@linkplain SegmentView view} each.
     *
     * @param segmentLength in bytes, a power of two.
     * @return bytes, a power of two.
     */
    public static int viewLength(final int segmentLength) {
        return Math.min(segmentLength / VIEWS, LARGEST_VIEW);
    }

    /**
     * The length of the parts of this segment.
     *
     * @return bytes, a power of two.
     */
    public int viewLength() {
        return viewLength;
    }

    /**
     * The view through which to store at an offset.
     *
     * @param offset in the segment.
     * @return the view, or null when none was offered: then the segment's own mapping must do.
     */
    public SegmentView view(final int offset) {
        return views.getAcquire(offset / viewLength);
    }

    /**
     * Offer a view to the writer.
     *
     * @param offset in the segment.
     * @param view   for the part that holds the offset.
     */
    public void offerView(final int offset, final SegmentView view) {
        views.setRelease(offset / viewLength, view);
    }

    @Override
    public String toString() {
        return StoreFileNames.segment(basePosition);
    }
}
