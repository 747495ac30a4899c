package io.varve.store;

import io.varve.StoreCorruptException;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * The durable list of live segments, {@code store.segments}. A new list replaces the old one by write to a temporary
 * name, force, rename and force of the directory. Little-endian.
 *
 * <pre>
 *   0  int64  magic "VARVELST"
 *   8  int32  format version, 1
 *  12  int32  segment length in bytes
 *  16  int64  generation of the list, one more at every change
 *  24  int32  number of segments n
 *  28  int32  CRC32C of bytes 0 to 27 and of the rest from byte 32 on
 *  32  int64  W: a position known durable when the list was written
 *  40  int32  kind of the store, see {@link StoreKind}
 *  44  int32  zero
 *  48  int64  base position, n times, ascending
 * </pre>
 *
 * <p>W is here, too, because segments are taken out of the middle of a key-value store: a list with a gap proves that
 * the log was durable beyond it, whatever has become of the mark.
 *
 * <p>Used by one thread at a time: recovery, then the preparer.
 */
public final class SegmentList {

    private static final long MAGIC = Codec.magic("VARVELST");
    private static final int FORMAT_VERSION = 1;
    private static final int COUNT_OFFSET = 24;
    private static final int CHECKSUM_OFFSET = 28;
    private static final int WATERMARK_OFFSET = 32;
    private static final int KIND_OFFSET = 40;
    private static final int ENTRIES_OFFSET = 48;
    /** A million segments, far more than a process can map. */
    private static final int MAX_LENGTH = ENTRIES_OFFSET + (1 << 20) * Long.BYTES;

    private final StorageDirectory directory;
    private final int segmentLength;
    private final StoreKind kind;
    private final NavigableSet<Long> basePositions = new TreeSet<>();
    private long generation;
    private long watermark;
    private LongConsumer onChange = ignored -> { };

    private SegmentList(
        final StorageDirectory directory, final int segmentLength, final StoreKind kind, final long generation) {
        this.directory = directory;
        this.segmentLength = segmentLength;
        this.kind = kind;
        this.generation = generation;
    }

    /**
     * Write the first, empty list of a new store.
     *
     * @param directory     of the store.
     * @param segmentLength in bytes, fixed for the life of the store.
     * @param kind          of the store, fixed too.
     * @return the list.
     * @throws IOException when the file system refuses.
     */
    public static SegmentList create(
        final StorageDirectory directory, final int segmentLength, final StoreKind kind) throws IOException {
        final SegmentList list = new SegmentList(directory, segmentLength, kind, 0);
        list.store();
        return list;
    }

    /**
     * Write the first list of a copy of a store.
     *
     * @param directory     of the copy.
     * @param segmentLength in bytes.
     * @param kind          of the store.
     * @param bases         positions of its segments.
     * @param durable       a position up to which the copy is durable, behind all gaps.
     * @return the list.
     * @throws IOException when the file system refuses.
     */
    public static SegmentList create(final StorageDirectory directory, final int segmentLength, final StoreKind kind,
        final List<Long> bases, final long durable) throws IOException {
        final SegmentList list = new SegmentList(directory, segmentLength, kind, 0);
        list.watermark(durable);
        list.replace(bases);
        return list;
    }

    /**
     * Read the list.
     *
     * @param directory of the store.
     * @return the list, or null when there is no such file.
     * @throws IOException           when it cannot be read.
     * @throws StoreCorruptException when it is damaged.
     */
    public static SegmentList load(final StorageDirectory directory) throws IOException {
        final ByteBuffer bytes;
        try (StorageFile file = directory.open(StoreFileNames.SEGMENTS, false)) {
            if (file.size() > MAX_LENGTH) {
                throw new StoreCorruptException(StoreFileNames.SEGMENTS + " has " + file.size()
                    + " bytes; a segment list has at most " + MAX_LENGTH);
            }
            bytes = ByteBuffer.allocate((int) file.size()).order(ByteOrder.LITTLE_ENDIAN);
            file.read(bytes, 0);
            bytes.flip();
        } catch (final NoSuchFileException ex) {
            return null;
        }
        return decode(directory, bytes);
    }

    private static SegmentList decode(final StorageDirectory directory, final ByteBuffer bytes) {
        if (bytes.limit() < ENTRIES_OFFSET || bytes.getLong(0) != MAGIC) {
            throw new StoreCorruptException(
                StoreFileNames.SEGMENTS + " does not begin with the magic number of a segment list");
        }
        Codec.checkVersion(StoreFileNames.SEGMENTS, bytes.getInt(8), FORMAT_VERSION);
        final int count = bytes.getInt(COUNT_OFFSET);
        if (count < 0 || (long) count * Long.BYTES != bytes.limit() - ENTRIES_OFFSET
            || bytes.getInt(CHECKSUM_OFFSET) != checksum(bytes)) {
            throw new StoreCorruptException(StoreFileNames.SEGMENTS + " does not match its checksum");
        }
        final SegmentList list = new SegmentList(directory, bytes.getInt(12),
            StoreKind.ofCode(bytes.getInt(KIND_OFFSET), StoreFileNames.SEGMENTS), bytes.getLong(16));
        list.watermark = bytes.getLong(WATERMARK_OFFSET);
        for (int i = 0; i < count; i++) {
            list.basePositions.add(bytes.getLong(ENTRIES_OFFSET + i * Long.BYTES));
        }
        return list;
    }

    /**
     * Add a segment and make the list durable.
     *
     * @param basePosition of the segment.
     * @throws IOException when the file system refuses; the list on disk is the old one or the new one then.
     */
    public void add(final long basePosition) throws IOException {
        basePositions.add(basePosition);
        try {
            store();
        } catch (final IOException ex) {
            basePositions.remove(basePosition);
            throw ex;
        }
    }

    /**
     * Remove segments and make the list durable.
     *
     * @param removed base positions.
     * @throws IOException when the file system refuses; the list on disk is the old one or the new one then.
     */
    public void remove(final List<Long> removed) throws IOException {
        removed.forEach(basePositions::remove);
        try {
            store();
        } catch (final IOException ex) {
            basePositions.addAll(removed);
            throw ex;
        }
    }

    /**
     * List other segments and make the list durable.
     *
     * @param bases positions of all segments.
     * @throws IOException when the file system refuses; the list on disk is the old one or the new one then.
     */
    public void replace(final List<Long> bases) throws IOException {
        final List<Long> before = basePositions();
        basePositions.clear();
        basePositions.addAll(bases);
        try {
            store();
        } catch (final IOException ex) {
            basePositions.clear();
            basePositions.addAll(before);
            throw ex;
        }
    }

    /**
     * A position known durable, which every list that is written from now on carries.
     *
     * @param durablePosition not lower than before; a lower one is ignored.
     */
    public void watermark(final long durablePosition) {
        watermark = Math.max(watermark, durablePosition);
    }

    /**
     * A position that was durable when the list was written.
     *
     * @return the position, 0 when nothing is known.
     */
    public long watermark() {
        return watermark;
    }

    /**
     * The kind of the store.
     *
     * @return the kind.
     */
    public StoreKind kind() {
        return kind;
    }

    /**
     * Tell somebody of every new list.
     *
     * @param listener called with the generation of the list, now and after every change.
     */
    public void onChange(final LongConsumer listener) {
        onChange = listener;
        listener.accept(generation);
    }

    /**
     * Write the list anew, because a force of the old one may have failed unseen.
     *
     * @throws IOException when the file system refuses.
     */
    public void rewrite() throws IOException {
        store();
    }

    /**
     * The listed segments.
     *
     * @return base positions, ascending; a copy.
     */
    public List<Long> basePositions() {
        return Collections.unmodifiableList(new ArrayList<>(basePositions));
    }

    /**
     * Whether a segment is listed.
     *
     * @param basePosition of the segment.
     * @return true when it is.
     */
    public boolean contains(final long basePosition) {
        return basePositions.contains(basePosition);
    }

    /**
     * The length of every segment.
     *
     * @return bytes.
     */
    public int segmentLength() {
        return segmentLength;
    }

    /**
     * How often the list was changed.
     *
     * @return the generation.
     */
    public long generation() {
        return generation;
    }

    private void store() throws IOException {
        generation++;
        final ByteBuffer bytes = ByteBuffer.allocate(ENTRIES_OFFSET + basePositions.size() * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT_VERSION).putInt(segmentLength).putLong(generation)
            .putInt(basePositions.size()).putInt(0).putLong(watermark).putInt(kind.code()).putInt(0);
        basePositions.forEach(bytes::putLong);
        bytes.putInt(CHECKSUM_OFFSET, checksum(bytes)).flip();
        AtomicFile.replace(directory, StoreFileNames.SEGMENTS, bytes);
        onChange.accept(generation);
    }

    private static int checksum(final ByteBuffer bytes) {
        return Codec.crc(bytes, 0, CHECKSUM_OFFSET)
            ^ Integer.rotateLeft(Codec.crc(bytes, WATERMARK_OFFSET, bytes.capacity() - WATERMARK_OFFSET), 1);
    }
}
