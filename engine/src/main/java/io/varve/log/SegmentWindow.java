package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.io.StorageFile;
import io.varve.store.Zeros;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a segment through its file, a window at a time, never through a mapping: a checksum over a mapping whose page
 * cannot be read ends the JVM, a failed read of the file is an exception.
 */
final class SegmentWindow implements AutoCloseable {

    private static final int LARGEST_ON_HEAP = 64 << 10;

    private final ByteBuffer window;
    private final UnsafeBuffer buffer;
    private StorageFile file;
    private long basePosition;
    private int segmentLength;
    private int windowStart;
    private int windowEnd;

    SegmentWindow(final int length) {
        window = (length > LARGEST_ON_HEAP ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length))
            .order(ByteOrder.LITTLE_ENDIAN);
        buffer = new UnsafeBuffer(window);
    }

    void open(final StorageFile segmentFile, final long base, final int length) {
        file = segmentFile;
        basePosition = base;
        segmentLength = length;
        windowStart = 0;
        windowEnd = 0;
    }

    int segmentLength() {
        return segmentLength;
    }

    long position(final int offset) {
        return basePosition + offset;
    }

    long getLong(final int offset) throws IOException {
        return buffer.getLong(at(offset, Long.BYTES));
    }

    int getInt(final int offset) throws IOException {
        return buffer.getInt(at(offset, Integer.BYTES));
    }

    /** Read what stands where a header would be; the offset is a multiple of the alignment. */
    void readHeader(final int offset, final ScannedHeader header) throws IOException {
        header.read(buffer, at(offset, FrameDescriptor.HEADER_LENGTH));
    }

    /** Whether the frame at an offset, whose header was read and whose length is possible, matches its checksum. */
    boolean isChecksumRight(final int offset, final ScannedHeader header, final FrameChecksum checksum)
        throws IOException {
        final int frameLength = header.length;
        final int covered = header.type == FrameType.PADDING ? FrameDescriptor.HEADER_LENGTH : frameLength;
        if (covered <= window.capacity()) {
            final int at = at(offset, covered);
            final int computed = checksum.compute(window, at, covered, position(offset), frameLength);
            window.clear();
            return computed == header.checksum;
        }
        checksum.begin();
        int done = FrameDescriptor.SEQUENCE_OFFSET;
        while (done < covered) {
            final int piece = Math.min(covered - done, window.capacity());
            final int at = at(offset + done, piece);
            checksum.update(window.limit(at + piece).position(at));
            window.clear();
            done += piece;
        }
        return checksum.finish(position(offset), frameLength) == header.checksum;
    }

    /** Copy a range of any length. */
    void copy(final int offset, final int length, final MutableDirectBuffer target) throws IOException {
        int done = 0;
        while (done < length) {
            final int piece = Math.min(length - done, window.capacity());
            target.putBytes(done, window, at(offset + done, piece), piece);
            done += piece;
        }
    }

    /** The first offset at or behind a given one, a multiple of 8, where the 8 bytes are not all zero, or the end. */
    int skipZeros(final int from) throws IOException {
        int offset = from;
        while (offset < segmentLength) {
            final int at = at(offset, Long.BYTES);
            final int length = Math.min(Math.min(windowEnd - offset, segmentLength - offset), Zeros.MAX_LENGTH);
            // A comparison of whole ranges is fast before anything is compiled, which a loop is not.
            final int zeros = window.duplicate().limit(at + length).position(at).mismatch(Zeros.ofLength(length));
            if (zeros >= 0) {
                return offset + (zeros & -Long.BYTES);
            }
            offset += length;
        }
        return segmentLength;
    }

    /** The window, in which {@link #at} says where a range is until the next call. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Make a range of at most the window's capacity available and return its index in the window. */
    int at(final int offset, final int length) throws IOException {
        if (offset < windowStart || offset + length > windowEnd) {
            window.clear().limit(Math.min(window.capacity(), segmentLength - offset));
            final int read = file.read(window, offset);
            window.clear();
            if (read < length) {
                throw new EOFException(file + " ends at " + (offset + read) + ", its segment at " + segmentLength);
            }
            windowStart = offset;
            windowEnd = offset + (read & -Long.BYTES);
        }
        return offset - windowStart;
    }

    @Override
    public void close() {
        BufferUtil.free(window);
    }
}
