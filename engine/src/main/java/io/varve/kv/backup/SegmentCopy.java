package io.varve.kv.backup;

import io.varve.StoreCorruptException;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.log.FrameReplay;
import io.varve.store.AtomicFile;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import io.varve.store.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Copies segments, each frame held against its checksum before it is written. Reads and writes files and no mappings.
 * Used by one thread; must be closed.
 */
final class SegmentCopy implements AutoCloseable {

    private static final int WINDOW = 1 << 20;

    private final StorageDirectory source;
    private final StorageDirectory target;
    private final FrameReplay frames;
    private final StoreId storeId;
    private final int segmentLength;
    private final ByteBuffer window;

    SegmentCopy(final StorageDirectory source, final StorageDirectory target, final FrameReplay frames,
        final StoreId storeId, final int segmentLength) {
        this.source = source;
        this.target = target;
        this.frames = frames;
        this.storeId = storeId;
        this.segmentLength = segmentLength;
        window = ByteBuffer.allocateDirect(Math.min(WINDOW, segmentLength));
    }

    /** Give a segment whose end is durable a second name; false when that cannot be done. */
    boolean link(final long base) throws IOException {
        verify(base, base, base + segmentLength);
        return source.link(StoreFileNames.segment(base), target);
    }

    /** Make a new segment that holds the frames in front of a position, with zeros behind. */
    long create(final long base, final long to) throws IOException {
        verify(base, base, to);
        final String name = StoreFileNames.segment(base);
        AtomicFile.deleteIfExists(target, name);
        try (StorageFile from = source.open(name, false); StorageFile copy = target.create(name)) {
            final int end = (int) Math.min(to - base, segmentLength);
            copy(from, copy, 0, end);
            for (int at = end; at < segmentLength; at += Zeros.MAX_LENGTH) {
                copy.write(Zeros.ofLength(Math.min(Zeros.MAX_LENGTH, segmentLength - at)), at);
            }
            copy.force();
            return end;
        }
    }

    /** Write the frames of a range into a segment that has those in front of it. */
    long extend(final long base, final long from, final long to) throws IOException {
        verify(base, from, to);
        final String name = StoreFileNames.segment(base);
        try (StorageFile file = source.open(name, false); StorageFile copy = target.open(name, true)) {
            final int end = (int) Math.min(to - base, segmentLength);
            copy(file, copy, (int) (from - base), end);
            copy.force();
            return end - (from - base);
        }
    }

    /** Make durable what the store has in a segment, whether its writer lives or not. */
    void forceSource(final long base) throws IOException {
        try (StorageFile file = source.open(StoreFileNames.segment(base), false)) {
            file.force();
        }
    }

    private void verify(final long base, final long from, final long to) throws IOException {
        final String name = StoreFileNames.segment(base);
        try (StorageFile file = source.open(name, false)) {
            file.read(window.clear().limit(SegmentHeader.LENGTH), 0);
            final SegmentHeader header = SegmentHeader.decode(window.flip(), name);
            if (!header.storeId().equals(storeId) || header.basePosition() != base
                || header.segmentLength() != segmentLength || file.size() != segmentLength) {
                throw new StoreCorruptException(name + " in " + source.path() + " is of another store", base);
            }
        }
        frames.segment(base, from, to,
            (position, type, sequence, timestampNs, body, offset, length) -> true);
    }

    private void copy(final StorageFile from, final StorageFile to, final int start, final int end)
        throws IOException {
        int at = start;
        while (at < end) {
            final int length = Math.min(window.capacity(), end - at);
            if (from.read(window.clear().limit(length), at) < length) {
                throw new IOException(from + " ends at " + from.size());
            }
            to.write(window.flip(), at);
            at += length;
        }
    }

    /** Whether source and target have the same bytes in a range of a segment. */
    boolean isSame(final long base, final int end) throws IOException {
        final String name = StoreFileNames.segment(base);
        final ByteBuffer other = ByteBuffer.allocate(window.capacity());
        try (StorageFile left = source.open(name, false); StorageFile right = target.open(name, false)) {
            for (int at = 0; at < end; at += window.capacity()) {
                final int length = Math.min(window.capacity(), end - at);
                left.read(window.clear().limit(length), at);
                right.read(other.clear().limit(length), at);
                if (!window.flip().equals(other.flip())) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        frames.close();
    }
}
