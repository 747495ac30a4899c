package io.varve.kv.hint;

import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.kv.record.SegmentSlots;
import io.varve.store.AtomicFile;
import io.varve.store.Codec;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.agrona.UnsafeApi;

/**
 * The hints of one store. Each stands beside the sealed segment that it is of, {@code <base position>.hint}. Derived
 * data: written to a temporary name and renamed, never forced; whatever is wrong with one, the segment is asked
 * instead. Safe for use by many threads.
 */
public final class HintFiles {

    private final StorageDirectory directory;
    private final StoreId storeId;
    private final int segmentLength;
    private final SegmentSlots slots;

    /**
     * For one store.
     *
     * @param directory     of the store.
     * @param storeId       of the store.
     * @param segmentLength in bytes.
     * @param slots         of its segments.
     */
    public HintFiles(final StorageDirectory directory, final StoreId storeId, final int segmentLength,
        final SegmentSlots slots) {
        this.directory = directory;
        this.storeId = storeId;
        this.segmentLength = segmentLength;
        this.slots = slots;
    }

    int segmentLength() {
        return segmentLength;
    }

    StoreId storeId() {
        return storeId;
    }

    /** The commit word of a frame in a segment that has a slot, for a reader that is announced. */
    long word(final int slot, final int offset) {
        final long address = SegmentSlots.address(slot, offset);
        return UnsafeApi.getLongVolatile(slots.memory(address), slots.frame(address));
    }

    /** The names of all that are there. */
    Set<String> names() throws IOException {
        final Set<String> names = new HashSet<>(directory.list());
        names.removeIf(name -> !StoreFileNames.isHint(name));
        return names;
    }

    /** Gives bytes that hold header and entries their name. */
    void write(final long basePosition, final ByteBuffer bytes) throws IOException {
        AtomicFile.replaceUnforced(directory, StoreFileNames.hint(basePosition), bytes);
    }

    /** Deletes a hint, if there is one. */
    void delete(final long basePosition) throws IOException {
        AtomicFile.deleteIfExists(directory, StoreFileNames.hint(basePosition));
    }

    /** The header of the hint of a segment, or null when there is none that is the segment's. */
    HintHeader header(final int number) {
        final int slot = slots.slotOf(number);
        final long base = (long) number * segmentLength;
        try (StorageFile file = directory.open(StoreFileNames.hint(base), false)) {
            final ByteBuffer bytes = ByteBuffer.allocate(HintHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            file.read(bytes, 0);
            final HintHeader header = HintHeader.decode(bytes.flip(), segmentLength);
            return header != null && header.storeId().equals(storeId) && header.basePosition() == base
                && file.size() == HintHeader.LENGTH + header.entriesLength()
                && word(slot, SegmentHeader.LENGTH) == header.rollWord()
                && word(slot, header.lastOffset()) == header.lastWord() ? header : null;
        } catch (final IOException | InternalError ex) {
            // There is none, as of a segment that was sealed last, or it is as good as none.
            return null;
        }
    }

    /**
     * Read the entries of a hint.
     *
     * @param bytes with room for all of them.
     * @return whether the bytes hold the entries, from 0 to their limit; false when they are damaged.
     */
    boolean readEntries(final HintHeader header, final ByteBuffer bytes) {
        try (StorageFile file = directory.open(StoreFileNames.hint(header.basePosition()), false)) {
            file.read(bytes.clear().limit(header.entriesLength()), HintHeader.LENGTH);
            bytes.flip();
            return bytes.limit() == header.entriesLength()
                && Codec.crc(bytes, 0, bytes.limit()) == header.entriesChecksum() && areInSegment(bytes);
        } catch (final IOException ex) {
            return false;
        }
    }

    private boolean areInSegment(final ByteBuffer bytes) {
        for (int at = Long.BYTES; at < bytes.limit(); at += HintEntry.LENGTH) {
            final long word = bytes.getLong(at);
            if (HintEntry.offset(word) < SegmentHeader.LENGTH
                || HintEntry.offset(word) + (long) HintEntry.alignedLength(word) > segmentLength) {
                return false;
            }
        }
        return true;
    }
}
