package io.varve.store;

import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The index files of one store. Each stands beside the closed segment that it is of, {@code <base position>.idx}, and
 * lets a reader find a place in that segment without walking over all frames before. Disposable: written to a
 * temporary name and renamed, never forced; whatever is wrong with one, the frames are asked instead. Little-endian.
 *
 * <pre>
 *   0  int64  magic "VARVEIDX"
 *   8  int32  format version, 1
 *  12  int32  n, the number of entries
 *  16  int64  segment length in bytes
 *  24  int64  base position
 *  32  int64  store id, high half
 *  40  int64  store id, low half
 *  48         the facts of the segment, 72 bytes, see {@link SegmentFacts}
 * 120  int32  CRC32C of the entries
 * 124  int32  CRC32C of bytes 0 to 123
 * 128         entries, n times 24 bytes, see {@link SegmentIndex}
 * </pre>
 *
 * <p>Safe for use by many threads, as long as one only writes.
 */
public final class SegmentIndexFile {

    private static final long MAGIC = Codec.magic("VARVEIDX");
    private static final int FORMAT_VERSION = 1;
    private static final int HEADER_LENGTH = 128;
    private static final int ENTRIES_CHECKSUM_OFFSET = 120;
    private static final int CHECKSUM_OFFSET = 124;

    private final StorageDirectory directory;
    private final StoreId storeId;
    private final int segmentLength;

    /**
     * For one store.
     *
     * @param directory     of the store.
     * @param storeId       of the store.
     * @param segmentLength of all of its segments, in bytes.
     */
    public SegmentIndexFile(final StorageDirectory directory, final StoreId storeId, final int segmentLength) {
        this.directory = directory;
        this.storeId = storeId;
        this.segmentLength = segmentLength;
    }

    /**
     * Write the index file of a segment, which is full and durable.
     *
     * @param segment of which the frames were looked at.
     * @param facts   of the segment.
     * @param index   of the segment.
     * @throws IOException when the file system refuses; nothing is left behind then.
     */
    public void write(final Segment segment, final SegmentFacts facts, final SegmentIndex index) throws IOException {
        final int length = HEADER_LENGTH + index.entries() * SegmentIndex.ENTRY_LENGTH;
        final ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        index.encode(bytes, HEADER_LENGTH, segment.buffer());
        bytes.putLong(0, MAGIC).putInt(8, FORMAT_VERSION).putInt(12, index.entries()).putLong(16, segmentLength)
            .putLong(24, segment.basePosition()).putLong(32, storeId.high()).putLong(40, storeId.low());
        facts.encode(bytes);
        bytes.putInt(ENTRIES_CHECKSUM_OFFSET, Codec.crc(bytes, HEADER_LENGTH, length - HEADER_LENGTH))
            .putInt(CHECKSUM_OFFSET, Codec.crc(bytes, 0, CHECKSUM_OFFSET));
        AtomicFile.replaceUnforced(directory, StoreFileNames.index(segment.basePosition()), bytes);
    }

    /**
     * Read the index of a segment.
     *
     * @param segment that is mapped.
     * @return the index, every entry of which is {@linkplain SegmentIndex#isTrueAt still to be checked} when it is
     *         used, or null when there is none that can be used.
     */
    public SegmentIndex index(final Segment segment) {
        final ByteBuffer bytes = read(segment.basePosition(), maxLength());
        final SegmentFacts facts = bytes == null ? null : decodeFacts(bytes, segment.basePosition());
        final boolean usable = facts != null && isOf(facts, segment)
            && bytes.limit() == HEADER_LENGTH + bytes.getInt(12) * SegmentIndex.ENTRY_LENGTH
            && bytes.getInt(ENTRIES_CHECKSUM_OFFSET) == Codec.crc(bytes, HEADER_LENGTH, bytes.limit() - HEADER_LENGTH);
        return usable ? SegmentIndex.decode(bytes, HEADER_LENGTH, facts) : null;
    }

    /**
     * Read what is known of a segment, checked against its last frame.
     *
     * @param segment that is mapped.
     * @return the facts, or null when there are none that can be used.
     */
    public SegmentFacts facts(final Segment segment) {
        final SegmentFacts facts = hint(segment.basePosition());
        return facts != null && isOf(facts, segment) ? facts : null;
    }

    /**
     * Read what was known of a segment, without looking at the segment: nothing but a hint, that can be out of date.
     *
     * @param basePosition of the segment.
     * @return the facts, or null when there are none.
     */
    public SegmentFacts hint(final long basePosition) {
        final ByteBuffer bytes = read(basePosition, HEADER_LENGTH);
        return bytes == null ? null : decodeFacts(bytes, basePosition);
    }

    /**
     * Delete the index file of a segment, if there is one.
     *
     * @param basePosition of the segment.
     * @throws IOException when the file system refuses.
     */
    public void delete(final long basePosition) throws IOException {
        AtomicFile.deleteIfExists(directory, StoreFileNames.index(basePosition));
    }

    private int maxLength() {
        return HEADER_LENGTH + SegmentIndex.capacity(segmentLength) * SegmentIndex.ENTRY_LENGTH;
    }

    /** At most so many of the first bytes, at least a header; null when there are less, or none can be read. */
    private ByteBuffer read(final long basePosition, final int atMost) {
        try (StorageFile file = directory.open(StoreFileNames.index(basePosition), false)) {
            if (file.size() < HEADER_LENGTH || file.size() > maxLength()) {
                return null;
            }
            final ByteBuffer bytes =
                ByteBuffer.allocate((int) Math.min(file.size(), atMost)).order(ByteOrder.LITTLE_ENDIAN);
            file.read(bytes, 0);
            return bytes.hasRemaining() ? null : bytes.flip();
        } catch (final IOException ex) {
            // There is none, as for the segment that the log ends in, or it is as good as none.
            return null;
        }
    }

    private SegmentFacts decodeFacts(final ByteBuffer bytes, final long basePosition) {
        final boolean isOurs = bytes.getLong(0) == MAGIC && bytes.getInt(8) == FORMAT_VERSION
            && bytes.getInt(CHECKSUM_OFFSET) == Codec.crc(bytes, 0, CHECKSUM_OFFSET)
            && bytes.getInt(12) > 0 && bytes.getInt(12) <= SegmentIndex.capacity(segmentLength)
            && bytes.getLong(16) == segmentLength && bytes.getLong(24) == basePosition
            && bytes.getLong(32) == storeId.high() && bytes.getLong(40) == storeId.low();
        return isOurs ? SegmentFacts.decode(bytes, segmentLength) : null;
    }

    private static boolean isOf(final SegmentFacts facts, final Segment segment) {
        try {
            return facts.areOf(segment.buffer());
        } catch (final InternalError ex) {
            // The last page cannot be read: a walk may find what it looks for in front of it.
            return false;
        }
    }
}
