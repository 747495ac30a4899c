package io.varve.store;

/**
 * What all segments that a writer creates have in common.
 *
 * <p>Immutable.
 *
 * @param segmentLength in bytes, a power of two.
 * @param fillChunk     in bytes, a power of two: the size of the writes that fill a segment, and so of the pieces in
 *                      which the kernel writes it back.
 * @param storeId       of the store.
 * @param epoch         of the writer.
 */
public record SegmentSpec(int segmentLength, int fillChunk, StoreId storeId, long epoch) {

    SegmentHeader header(final long basePosition, final long createdNs) {
        return new SegmentHeader(segmentLength, basePosition, storeId, epoch, createdNs);
    }
}
