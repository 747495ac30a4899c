package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.Segment;
import io.varve.store.SegmentIndexFile;
import io.varve.store.SegmentTable;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** The segments of an open log as readers see them: mapped already, mapped now, or not there. */
final class LogSegments {

    private final StorageDirectory directory;
    private final SegmentTable table;
    private final LogStatus status;
    private final StoreId storeId;
    private final int segmentLength;
    private final SegmentIndexFile indexFile;
    private volatile long firstPosition;
    /** As the list was when segments were taken out of it last. */
    private volatile ListedBases listed;

    LogSegments(final StorageDirectory directory, final SegmentTable table, final LogStatus status,
        final StoreId storeId, final int segmentLength, final List<Long> bases) {
        this.directory = directory;
        this.table = table;
        this.status = status;
        this.storeId = storeId;
        this.segmentLength = segmentLength;
        listed(bases);
        indexFile = new SegmentIndexFile(directory, storeId, segmentLength);
    }

    long firstPosition() {
        return firstPosition;
    }

    /** Retention has dropped what lies before. */
    void firstPosition(final long position) {
        firstPosition = position;
    }

    /** Compaction has taken segments out of the middle, too. */
    void listed(final List<Long> bases) {
        listed = new ListedBases(bases, segmentLength);
        firstPosition = listed.first();
    }

    /** A position itself, or where the next segment begins when the one that holds it was taken out of the middle. */
    long next(final long position) {
        return listed.next(position);
    }

    /** Whether segments were taken out from a position on. */
    boolean hasGapFrom(final long position) {
        return listed.hasGapFrom(position);
    }

    /** The segments that begin in front of a position; while nothing is taken out. */
    List<Long> below(final long position) {
        return listed.below(position);
    }

    /**
     * The segment that holds a position, mapped now if need be, for a reader that is announced to the reclaimer; null
     * when there is nothing to be read there now.
     */
    Segment find(final long position) {
        final Segment mapped = mapped(position);
        return mapped != null ? mapped : mapForReading(position);
    }

    private Segment mapForReading(final long position) {
        if (position < firstPosition || position >= status.committed.getAcquire() || next(position) != position) {
            return null;
        }
        try {
            return map(position & -segmentLength);
        } catch (final IOException ex) {
            throw new StoreCorruptException("the segment of position " + position + " cannot be mapped: "
                + ex.getMessage(), position);
        }
    }

    /** The segment that holds a position if it is mapped now, else null. */
    Segment mapped(final long position) {
        return table.get(position);
    }

    SegmentIndexFile indexFile() {
        return indexFile;
    }

    long committedPosition() {
        return status.committed.getAcquire();
    }

    int segmentLength() {
        return segmentLength;
    }

    StoreId storeId() {
        return storeId;
    }

    FrameChecksum newChecksum() {
        return new FrameChecksum(storeId.high(), storeId.low());
    }

    FrameVerifier newVerifier() {
        return new FrameVerifier(newChecksum());
    }

    private synchronized Segment map(final long basePosition) throws IOException {
        final Segment mapped = table.get(basePosition);
        if (mapped != null || status.isClosed() || basePosition < firstPosition) {
            return mapped;
        }
        try (StorageFile file = directory.open(StoreFileNames.segment(basePosition), false)) {
            final Segment segment = new Segment(basePosition, file.map(segmentLength, false));
            table.put(segment);
            return segment;
        } catch (final NoSuchFileException ex) {
            return null;
        }
    }
}
