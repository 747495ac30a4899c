package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** Whole frames of a segment in a copy. Used by one thread at a time: first the one that reads, then another one. */
final class FrameWindow {

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final ScannedHeader header = new ScannedHeader();
    /** Of the first byte. */
    private long position;
    /** Behind the last frame. */
    private int end;
    private boolean last;
    private Throwable failure;

    FrameWindow(final int length) {
        bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        buffer = new UnsafeBuffer(bytes);
    }

    /**
     * Read as many frames as there is room for, each checked.
     *
     * @param from offset of a frame in the segment.
     * @param to   offset behind which no frame is to begin.
     * @return offset behind the last frame that was read.
     */
    int read(final StorageFile file, final long basePosition, final int from, final int to, final int segmentLength,
        final FrameChecksum checksum) throws IOException {
        position = basePosition + from;
        end = 0;
        failure = null;
        bytes.clear().limit(Math.min(bytes.capacity(), segmentLength - from));
        final int read = file.read(bytes, from);
        int next = from;
        int covered = checkedLength(read, checksum, segmentLength - next);
        while (covered > 0) {
            next = from + end;
            covered = next < to ? checkedLength(read, checksum, segmentLength - next) : 0;
        }
        last = next >= to;
        if (end == 0) {
            throw FrameReplay.damaged(position);
        }
        return next;
    }

    /** Steps over the next frame; returns 0 when it is not whole in the window, or does not match its checksum. */
    private int checkedLength(final int read, final FrameChecksum checksum, final int room) {
        if (read - end < FrameDescriptor.HEADER_LENGTH) {
            return 0;
        }
        header.read(buffer, end);
        if (!FrameDescriptor.isPossibleLength(header.length, room)) {
            return 0;
        }
        final boolean padding = header.type == FrameType.PADDING;
        final int covered = padding ? FrameDescriptor.HEADER_LENGTH : header.length;
        if (covered > read - end
            || checksum.compute(bytes, end, covered, position + end, header.length) != header.checksum) {
            bytes.clear();
            return 0;
        }
        bytes.clear();
        end += FrameDescriptor.alignedLength(header.length);
        return covered;
    }

    /** Nothing comes behind this but a failure. */
    void fail(final Throwable ex) {
        failure = ex;
        end = 0;
        last = true;
    }

    boolean isLast() {
        return last;
    }

    /** Hand the frames out; returns the position of the first one that was not taken, or the end. */
    long handOut(final FrameHandler handler) throws IOException {
        rethrow();
        int at = 0;
        while (at < end) {
            header.read(buffer, at);
            if (!handler.onFrame(position + at, header.type, header.sequence, header.timestamp, buffer,
                at + FrameDescriptor.BODY_OFFSET, header.length - FrameDescriptor.HEADER_LENGTH)) {
                last = true;
                return position + at;
            }
            at += FrameDescriptor.alignedLength(header.length);
        }
        return position + end;
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            // Nothing else is declared by what reads.
            throw (RuntimeException) failure;
        }
    }

    void free() {
        BufferUtil.free(bytes);
    }
}
