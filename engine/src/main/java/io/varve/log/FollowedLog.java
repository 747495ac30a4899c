package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of a store that another process may be writing, as those follow it who stand on a log. Nothing in its
 * directory is changed. Internal to the engine, no API. Used by one thread at a time; must be closed.
 */
public final class FollowedLog implements AutoCloseable {

    private final ReadOnlyStore store;
    private final ForeignAccess access;
    private final FrameVerifier verifier;
    private ForeignList list;
    private List<Long> bases = List.of();
    private long end;

    private FollowedLog(final ReadOnlyStore store) {
        this.store = store;
        access = new ForeignAccess(store);
        verifier = access.newVerifier();
    }

    /**
     * Open the log of a store for reading.
     *
     * @param storage that the directory is of.
     * @param path    of the directory.
     * @param kind    of the store.
     * @return the log, which was not looked at yet.
     * @throws io.varve.ConfigurationException when there is no store of that kind, or it cannot be read.
     * @throws io.varve.StoreFailedException   when the file system fails.
     */
    public static FollowedLog open(final Storage storage, final Path path, final StoreKind kind) {
        final ReadOnlyStore store = ReadOnlyStore.open(storage, path, kind);
        FollowedLog log = null;
        try {
            log = new FollowedLog(store);
            return log;
        } finally {
            if (log == null) {
                store.close();
            }
        }
    }

    /**
     * The directory of the store.
     *
     * @return always the same.
     */
    public StorageDirectory directory() {
        return store.directory();
    }

    /**
     * The identity of the store.
     *
     * @return the store id.
     */
    public StoreId storeId() {
        return store.mark().slot().storeId();
    }

    /**
     * The length of its segments.
     *
     * @return bytes.
     */
    public int segmentLength() {
        return access.segmentLength();
    }

    /**
     * The highest epoch that a writer has announced: that of every frame in front of {@link #end()}, or a higher one.
     *
     * @return the epoch.
     */
    public long epoch() {
        return store.epoch();
    }

    /**
     * Find out where the log ends now, and which segments there are. What segments that are gone have held, and what
     * is not dead, stands in front of that end once more.
     *
     * @return whether there is another list than at the last look.
     * @throws StoreCorruptException when the list cannot be read, or a listed segment is missing.
     */
    public boolean look() {
        final long before = end;
        int loads;
        do {
            loads = access.loads();
            access.look(Long.MAX_VALUE);
            end = access.committedPosition();
        } while (loads != access.loads());
        final boolean isNew = list != access.list();
        list = access.list();
        if (isNew || (end - 1 & -segmentLength()) != (before - 1 & -segmentLength())) {
            bases = list.below(end);
        }
        return isNew;
    }

    /**
     * Where the log ended when it was looked at last.
     *
     * @return position between batches.
     */
    public long end() {
        return end;
    }

    /**
     * Up to where the writer knows the log to be durable, at least; everything that segments that are gone have held
     * stands in front of it once more.
     *
     * @return position between batches, not behind {@link #end()}.
     */
    public long durable() {
        return Math.min(end, Math.max(store.watermark(), list.watermark()));
    }

    /**
     * Where the segments began that held something when the log was looked at last.
     *
     * @return base positions, ascending.
     */
    public List<Long> bases() {
        return bases;
    }

    /**
     * Whether a segment was listed when the log was looked at last.
     *
     * @param base position of the segment.
     * @return true when it was.
     */
    public boolean isListed(final long base) {
        return list.contains(base);
    }

    /**
     * A segment, mapped until it is given back.
     *
     * @param base position of the segment, one of {@link #bases()}.
     * @return the segment, or null when it has gone since: the log is to be looked at again.
     */
    public Segment segment(final long base) {
        return access.find(base);
    }

    /**
     * Give the memory of a segment back that nobody looks at any more.
     *
     * @param base position of the segment.
     */
    public void unmap(final long base) {
        access.unmap(base);
    }

    /**
     * Give all memory back but that of one segment; nobody looks at it any more.
     *
     * @param position in that segment.
     */
    public void unmapAllBut(final long position) {
        access.unmapAllBut(position);
    }

    /**
     * Hand out the frames of a segment, control frames included. Where commit words prove nothing each is held against
     * its checksum.
     *
     * @param segment that is mapped.
     * @param from    position of a frame in it, or its base position.
     * @param to      where to end: where a frame begins, or the end of the segment.
     * @param handler of the frames; always goes on.
     * @throws StoreCorruptException when what stands there is no frame.
     */
    public void frames(final Segment segment, final long from, final long to, final FrameHandler handler) {
        final long base = segment.basePosition();
        final int stop = (int) (to - base);
        int offset = (int) Math.max(from - base, SegmentHeader.LENGTH);
        try {
            while (offset < stop) {
                final long word = segment.buffer().getLongVolatile(offset);
                final int length = FrameDescriptor.length(word);
                if (!FrameDescriptor.isPossibleLength(length, segment.length() - offset)
                    || !access.trustsCommitWords() && !verifier.isRight(segment, offset, word)) {
                    throw damaged(base + offset, "is damaged");
                }
                handler.onFrame(base + offset,
                    FrameDescriptor.type(segment.buffer().getInt(offset + FrameDescriptor.KIND_OFFSET)),
                    segment.buffer().getLong(offset + FrameDescriptor.SEQUENCE_OFFSET),
                    segment.buffer().getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET), segment.buffer(),
                    offset + FrameDescriptor.BODY_OFFSET, length - FrameDescriptor.HEADER_LENGTH);
                offset += FrameDescriptor.alignedLength(length);
            }
        } catch (final InternalError ex) {
            throw damaged(base + offset, "cannot be read");
        }
    }

    private StoreCorruptException damaged(final long position, final String what) {
        return new StoreCorruptException(
            "the frame at position " + position + " in " + directory().path() + " " + what, position);
    }

    /**
     * A way to read frames again, checked, through files and not through mappings.
     *
     * @return a new one, for one thread.
     */
    public FrameReplay replay() {
        final StoreId storeId = storeId();
        return new FrameReplay(directory(), new FrameChecksum(storeId.high(), storeId.low()), segmentLength());
    }

    /** Unmap everything. */
    @Override
    public void close() {
        access.close();
        store.close();
    }
}
