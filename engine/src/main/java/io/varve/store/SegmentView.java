package io.varve.store;

import io.varve.io.MappedRegion;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mapping of a whole segment of its own, through which the writer stores into a part of it, and nobody else.
 *
 * <p>Before the kernel writes a page back it write-protects it in every mapping through which it was stored to, and
 * interrupts the processor of whoever uses that mapping, once for each page. What is unmapped is protected by one
 * interrupt for hundreds of pages. So the writer moves on to another view of the segment now and then, the view that
 * it has left is unmapped, and then the part is forced.
 *
 * <p>Immutable; the buffers are for the writer's thread, and an agent unmaps the region when the writer has left it.
 */
public final class SegmentView {

    private final MappedRegion region;
    private final UnsafeBuffer buffer;
    private final ByteBuffer byteBuffer;
    private final long endPosition;

    /**
     * For a part of a segment.
     *
     * @param region      of the whole segment, mapped for nothing else.
     * @param endPosition of the part in the log.
     */
    public SegmentView(final MappedRegion region, final long endPosition) {
        this.region = region;
        this.endPosition = endPosition;
        buffer = region.buffer();
        byteBuffer = region.byteBuffer();
    }

    /**
     * The mapping of the whole segment.
     *
     * @return the region.
     */
    public MappedRegion region() {
        return region;
    }

    /**
     * The memory of the whole segment.
     *
     * @return the same buffer always.
     */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /**
     * The same memory for a checksum; for the writer's thread.
     *
     * @return the same object always.
     */
    public ByteBuffer byteBuffer() {
        return byteBuffer;
    }

    /**
     * Where the part ends that is stored to through this view.
     *
     * @return a position in the log.
     */
    public long endPosition() {
        return endPosition;
    }
}
