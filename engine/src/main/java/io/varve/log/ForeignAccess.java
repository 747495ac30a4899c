package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.MarkFile;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentIndexFile;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a log that another process writes, through read-only mappings of this reader's own. Nothing in the store's
 * directory is changed. Mapped memory outlives the deletion of its file, so what is mapped can be read until the
 * reader moves on.
 */
final class ForeignAccess implements SegmentAccess {

    private final ReadOnlyStore store;
    private final StorageDirectory directory;
    private final MarkFile mark;
    private final SegmentIndexFile indexFile;
    private final List<Segment> mapped = new ArrayList<>();
    private long seenGeneration = -1;
    private long firstPosition;
    private long endOfList;
    private int segmentLength;
    private long walkedTo;
    /** Where the log ends for this reader, whatever stands behind; see {@link TrustedEnd}. */
    private long trustedEnd;
    private boolean closed;

    ForeignAccess(final ReadOnlyStore store) {
        this.store = store;
        directory = store.directory();
        mark = store.mark();
        store.hold();
        boolean opened = false;
        try {
            reload();
            indexFile = new SegmentIndexFile(directory, mark.slot().storeId(), segmentLength);
            walkedTo = firstPosition;
            findTrustedEnd(firstPosition);
            opened = true;
        } finally {
            if (!opened) {
                store.release();
            }
        }
    }

    /** Whether commit words say what is a frame. */
    boolean trustsCommitWords() {
        return trustedEnd == TrustedEnd.EVERYTHING;
    }

    private void findTrustedEnd(final long position) {
        trustedEnd = store.trustedEnd().find(position, firstPosition, endOfList, segmentLength);
    }

    @Override
    public void enter(final long position) {
        if (mark.listGeneration() != seenGeneration) {
            reload();
        }
        if (!trustsCommitWords()) {
            findTrustedEnd(position);
        }
        if (mapped.size() > 1 || !mapped.isEmpty() && mapped.get(0).endPosition() < position) {
            unmapAllBut(position);
        }
    }

    @Override
    public void exit() {
        // What is mapped stays so until the next call.
    }

    @Override
    public long bound(final long limitPosition) {
        return store.isClosed() ? LogReader.CLOSED : Math.min(limitPosition, trustedEnd);
    }

    @Override
    public Segment find(final long position) {
        final Segment segment = mapped(position);
        if (segment != null) {
            return segment;
        }
        return position < firstPosition || position >= endOfList ? null : map(position & -segmentLength);
    }

    @Override
    public Segment mapped(final long position) {
        for (int i = 0; i < mapped.size(); i++) {
            final Segment segment = mapped.get(i);
            if (position >= segment.basePosition() && position < segment.endPosition()) {
                return segment;
            }
        }
        return null;
    }

    @Override
    public SegmentIndexFile indexFile() {
        return indexFile;
    }

    private Segment map(final long base) {
        try (StorageFile file = directory.open(StoreFileNames.segment(base), false)) {
            final Segment segment = new Segment(base, file.map(segmentLength, false));
            mapped.add(segment);
            return segment;
        } catch (final NoSuchFileException ex) {
            // Retention was faster than this reader.
            reload();
            return null;
        } catch (final IOException ex) {
            throw new StoreCorruptException(
                StoreFileNames.segment(base) + " cannot be mapped: " + ex.getMessage(), base);
        }
    }

    private void reload() {
        try {
            seenGeneration = mark.listGeneration();
            final SegmentList list = SegmentList.load(directory);
            if (list == null) {
                throw new StoreCorruptException(StoreFileNames.SEGMENTS + " is missing in " + directory.path());
            }
            final List<Long> bases = list.basePositions();
            segmentLength = list.segmentLength();
            firstPosition = bases.isEmpty() ? 0 : bases.get(0);
            endOfList = bases.isEmpty() ? 0 : bases.get(bases.size() - 1) + segmentLength;
        } catch (final IOException ex) {
            throw new StoreCorruptException(
                StoreFileNames.SEGMENTS + " in " + directory.path() + " cannot be read: " + ex.getMessage());
        }
    }

    private void unmapAllBut(final long position) {
        mapped.removeIf(segment -> {
            final boolean isElsewhere = position < segment.basePosition() || position >= segment.endPosition();
            if (isElsewhere) {
                segment.region().unmap();
            }
            return isElsewhere;
        });
    }

    @Override
    public long firstPosition() {
        return firstPosition;
    }

    /** Found by walking on from where the last walk ended, or from what is known durable, which is between frames. */
    @Override
    public long committedPosition() {
        if (!trustsCommitWords()) {
            findTrustedEnd(Long.MAX_VALUE);
        }
        return trustsCommitWords() ? walkToEnd() : trustedEnd;
    }

    private long walkToEnd() {
        walkedTo = Math.max(Math.max(walkedTo, firstPosition), mark.watermark());
        while (true) {
            final Segment segment = find(walkedTo);
            if (segment == null) {
                return walkedTo;
            }
            int offset = Math.max((int) (walkedTo - segment.basePosition()), SegmentHeader.LENGTH);
            int length = SegmentWalk.committedLength(segment, offset);
            while (length > 0) {
                offset += FrameDescriptor.alignedLength(length);
                length = SegmentWalk.committedLength(segment, offset);
            }
            if (offset > SegmentHeader.LENGTH) {
                walkedTo = segment.basePosition() + offset;
            }
            if (offset < segment.length()) {
                return walkedTo;
            }
        }
    }

    @Override
    public int segmentLength() {
        return segmentLength;
    }

    @Override
    public FrameVerifier newVerifier() {
        final StoreId storeId = mark.slot().storeId();
        return new FrameVerifier(new FrameChecksum(storeId.high(), storeId.low()));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            unmapAllBut(-1);
            store.release();
        }
    }
}
