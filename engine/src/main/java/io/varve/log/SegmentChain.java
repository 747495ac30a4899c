package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Checks that the listed segments are this store's, whole, and follow each other, without reading their records. */
final class SegmentChain {

    private static final int LOOK = SegmentHeader.LENGTH + RollDescriptor.FRAME_LENGTH;

    private final StorageDirectory directory;
    private final int segmentLength;
    private final ByteBuffer bytes = ByteBuffer.allocate(LOOK).order(ByteOrder.LITTLE_ENDIAN);

    SegmentChain(final StorageDirectory directory, final int segmentLength) {
        this.directory = directory;
        this.segmentLength = segmentLength;
    }

    /** The id in the header of a segment, where no mark tells it. */
    StoreId storeId(final long base) throws IOException {
        return read(base).storeId();
    }

    /**
     * Check all segments, and the ROLL frames of those that lie in front of a position and must have one.
     *
     * @param durable  position up to which the log is known durable.
     * @param mayGap   whether segments may be missing between two that begin in front of that position.
     */
    void check(final List<Long> bases, final StoreId storeId, final long durable, final boolean mayGap)
        throws IOException {
        final FrameChecksum checksum = new FrameChecksum(storeId.high(), storeId.low());
        long expected = bases.isEmpty() ? 0 : bases.get(0);
        long epoch = 0;
        long sequence = 0;
        for (final long base : bases) {
            checkHeader(base, mayGap && base > expected && base < durable ? base : expected, storeId);
            if (base + LOOK <= durable) {
                checkRoll(base, checksum, epoch, sequence);
                epoch = bytes.getLong(rollOffset(FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET));
                sequence = bytes.getLong(rollOffset(FrameDescriptor.SEQUENCE_OFFSET));
            }
            expected = base + segmentLength;
        }
    }

    private void checkHeader(final long base, final long expected, final StoreId storeId) throws IOException {
        if (base != expected || base % segmentLength != 0) {
            throw new StoreCorruptException(StoreFileNames.SEGMENTS + " lists a segment at position " + base
                + " where one at position " + expected + " must follow", expected);
        }
        final SegmentHeader header = read(base);
        if (!header.storeId().equals(storeId) || header.basePosition() != base
            || header.segmentLength() != segmentLength) {
            throw new StoreCorruptException(StoreFileNames.segment(base) + " is foreign: its header names store "
                + header.storeId() + " and position " + header.basePosition() + ", expected store " + storeId
                + " and position " + base, base);
        }
    }

    private SegmentHeader read(final long base) throws IOException {
        final String name = StoreFileNames.segment(base);
        try (StorageFile file = directory.open(name, false)) {
            if (file.size() != segmentLength) {
                throw new StoreCorruptException(name + " has " + file.size() + " bytes; a segment of this store has "
                    + segmentLength, base);
            }
            file.read(bytes.clear(), 0);
            return SegmentHeader.decode(bytes.flip(), name);
        } catch (final NoSuchFileException ex) {
            throw new StoreCorruptException(name + " is listed in " + StoreFileNames.SEGMENTS + " and missing", base);
        }
    }

    private void checkRoll(
        final long base, final FrameChecksum checksum, final long leastEpoch, final long leastSequence) {
        final long word = bytes.getLong(rollOffset(0));
        final boolean isRoll = FrameDescriptor.length(word) == RollDescriptor.FRAME_LENGTH
            && FrameDescriptor.type(bytes.getInt(rollOffset(FrameDescriptor.KIND_OFFSET))) == FrameType.ROLL
            && checksum.compute(bytes, SegmentHeader.LENGTH, RollDescriptor.FRAME_LENGTH,
                base + SegmentHeader.LENGTH, RollDescriptor.FRAME_LENGTH) == FrameDescriptor.checksum(word);
        bytes.clear();
        if (!isRoll || bytes.getLong(rollOffset(FrameDescriptor.SEQUENCE_OFFSET)) < leastSequence
            || bytes.getLong(rollOffset(FrameDescriptor.BODY_OFFSET + RollDescriptor.EPOCH_OFFSET)) < leastEpoch) {
            throw new StoreCorruptException(StoreFileNames.segment(base) + " does not begin with a ROLL frame that "
                + "continues the segment before, although everything in it was durable; nothing was changed",
                base + SegmentHeader.LENGTH);
        }
    }

    private static int rollOffset(final int fieldOffset) {
        return SegmentHeader.LENGTH + fieldOffset;
    }
}
