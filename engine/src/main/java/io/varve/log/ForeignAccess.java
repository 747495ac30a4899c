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
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import org.agrona.collections.Long2ObjectHashMap;

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
    private final Long2ObjectHashMap<Segment> mapped = new Long2ObjectHashMap<>();
    private ForeignList list;
    /** How often a list was loaded. */
    private int loads;
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
            walkedTo = list.firstPosition();
            findTrustedEnd(walkedTo);
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
        trustedEnd = store.trustedEnd().find(position, list);
    }

    @Override
    public void enter(final long position) {
        look(position);
        if (mapped.size() > 1 || !mapped.isEmpty() && mapped(position) == null) {
            unmapAllBut(position);
        }
    }

    /** Find out what is there now, near a position; what is mapped stays so. */
    void look(final long position) {
        if (mark.listGeneration() != list.generation()) {
            reload();
        }
        if (!trustsCommitWords()) {
            findTrustedEnd(position);
        }
    }

    /** The list that was loaded last. */
    ForeignList list() {
        return list;
    }

    /** How often a list was loaded: what was found out by an older one is to be found out again. */
    int loads() {
        return loads;
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
        return position < list.firstPosition() || position >= list.end() ? null : map(position & -segmentLength);
    }

    @Override
    public Segment mapped(final long position) {
        return mapped.get(position & -segmentLength);
    }

    @Override
    public SegmentIndexFile indexFile() {
        return indexFile;
    }

    private Segment map(final long base) {
        try (StorageFile file = directory.open(StoreFileNames.segment(base), false)) {
            final Segment segment = new Segment(base, file.map(segmentLength, false));
            mapped.put(base, segment);
            return segment;
        } catch (final NoSuchFileException ex) {
            // Retention or compaction was faster than this reader.
            reload();
            if (list.contains(base)) {
                throw new StoreCorruptException(StoreFileNames.segment(base) + " is listed in "
                    + StoreFileNames.SEGMENTS + " and missing", base);
            }
            return null;
        } catch (final IOException ex) {
            throw new StoreCorruptException(
                StoreFileNames.segment(base) + " cannot be mapped: " + ex.getMessage(), base);
        }
    }

    private void reload() {
        list = ForeignList.load(directory, mark);
        segmentLength = list.segmentLength();
        loads++;
    }

    /** Give all memory back but that of the segment which holds a position. */
    void unmapAllBut(final long position) {
        final Iterator<Segment> segments = mapped.values().iterator();
        while (segments.hasNext()) {
            final Segment segment = segments.next();
            if (position < segment.basePosition() || position >= segment.endPosition()) {
                segments.remove();
                segment.region().unmap();
            }
        }
    }

    /** Give the memory of a segment back that nobody looks at. */
    void unmap(final long base) {
        final Segment segment = mapped.remove(base);
        if (segment != null) {
            segment.region().unmap();
        }
    }

    @Override
    public long firstPosition() {
        return list.firstPosition();
    }

    @Override
    public long next(final long position) {
        return list.next(position);
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
        walkedTo = Math.max(Math.max(walkedTo, list.firstPosition()), Math.max(mark.watermark(), list.watermark()));
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
