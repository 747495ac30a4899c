package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.io.StorageDirectory;
import io.varve.store.MarkFile;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.util.List;

/**
 * The list of segments of a store that this process does not write, as it was at one moment. Immutable.
 *
 * @param generation  that the mark had before the list was loaded: when it has another one, there is a newer list.
 * @param segmentLength in bytes.
 * @param watermark   a position known durable, behind which there are no gaps.
 * @param bases       ascending.
 */
record ForeignList(long generation, int segmentLength, long watermark, ListedBases bases) {

    static ForeignList load(final StorageDirectory directory, final MarkFile mark) {
        try {
            final long generation = mark.listGeneration();
            final SegmentList list = SegmentList.load(directory);
            if (list == null) {
                throw new StoreCorruptException(StoreFileNames.SEGMENTS + " is missing in " + directory.path());
            }
            return new ForeignList(generation, list.segmentLength(), list.watermark(),
                new ListedBases(list.basePositions(), list.segmentLength()));
        } catch (final IOException ex) {
            throw new StoreCorruptException(
                StoreFileNames.SEGMENTS + " in " + directory.path() + " cannot be read: " + ex.getMessage());
        }
    }

    long firstPosition() {
        return bases.first();
    }

    /** The end of the last segment. */
    long end() {
        return bases.end();
    }

    long next(final long position) {
        return bases.next(position);
    }

    boolean contains(final long base) {
        return bases.contains(base);
    }

    /** The base positions of the segments that begin in front of a position. */
    List<Long> below(final long position) {
        return bases.below(position);
    }
}
