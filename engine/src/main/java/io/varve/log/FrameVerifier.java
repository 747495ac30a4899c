package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.store.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Checks frames in mapped segments, on a copy: a checksum over a mapping whose page cannot be read ends the JVM, a
 * failed copy is an {@link InternalError}. Used by one thread at a time.
 */
final class FrameVerifier {

    private static final int WINDOW = 64 << 10;
    private static final int LEAST_AHEAD = 1 << 10;

    private final FrameChecksum checksum;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private long windowEnd;
    /** How much is copied beyond the frame that is asked for: more and more while frames are asked for in order. */
    private int ahead;

    FrameVerifier(final FrameChecksum checksum) {
        this.checksum = checksum;
    }

    /** Whether the frame at an offset, whose length is possible, matches the checksum of its commit word. */
    boolean isRight(final Segment segment, final int offset, final long commitWord) {
        final int length = FrameDescriptor.length(commitWord);
        final int kind = segment.buffer().getInt(offset + FrameDescriptor.KIND_OFFSET);
        final int covered = FrameDescriptor.type(kind) == FrameType.PADDING ? FrameDescriptor.HEADER_LENGTH : length;
        final long position = segment.basePosition() + offset;
        if (position >= windowStart && position + covered <= windowEnd) {
            if (isRightInWindow(position, covered, commitWord)) {
                return true;
            }
            // The copy may be older than the frame.
            ahead = 0;
        } else {
            ahead = position == windowEnd ? Math.min(Math.max(2 * ahead, LEAST_AHEAD), WINDOW) : 0;
        }
        if (covered > WINDOW) {
            return isRightInPieces(segment, offset, covered, commitWord);
        }
        final int size = Math.min(Math.min(FrameDescriptor.alignedLength(covered) + ahead, WINDOW),
            segment.length() - offset);
        segment.buffer().getBytes(offset, window, 0, size);
        windowStart = position;
        windowEnd = position + size;
        return isRightInWindow(position, covered, commitWord);
    }

    private boolean isRightInWindow(final long position, final int covered, final long commitWord) {
        final int computed = checksum.compute(
            window, (int) (position - windowStart), covered, position, FrameDescriptor.length(commitWord));
        window.clear();
        return computed == FrameDescriptor.checksum(commitWord);
    }

    private boolean isRightInPieces(
        final Segment segment, final int offset, final int covered, final long commitWord) {
        windowEnd = windowStart;
        checksum.begin();
        int done = FrameDescriptor.SEQUENCE_OFFSET;
        while (done < covered) {
            final int piece = Math.min(covered - done, WINDOW);
            segment.buffer().getBytes(offset + done, window, 0, piece);
            checksum.update(window.limit(piece).position(0));
            window.clear();
            done += piece;
        }
        return checksum.finish(segment.basePosition() + offset, FrameDescriptor.length(commitWord))
            == FrameDescriptor.checksum(commitWord);
    }
}
