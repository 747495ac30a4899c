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

    private static final int SCRATCH = 16 << 10;

    private final FrameChecksum checksum;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH).order(ByteOrder.LITTLE_ENDIAN);

    FrameVerifier(final FrameChecksum checksum) {
        this.checksum = checksum;
    }

    /** Whether the frame at an offset, whose length is possible, matches the checksum of its commit word. */
    boolean isRight(final Segment segment, final int offset, final long commitWord) {
        final int length = FrameDescriptor.length(commitWord);
        final int kind = segment.buffer().getInt(offset + FrameDescriptor.KIND_OFFSET);
        final int covered = FrameDescriptor.type(kind) == FrameType.PADDING ? FrameDescriptor.HEADER_LENGTH : length;
        checksum.begin();
        int done = FrameDescriptor.SEQUENCE_OFFSET;
        while (done < covered) {
            final int piece = Math.min(covered - done, SCRATCH);
            segment.buffer().getBytes(offset + done, scratch, 0, piece);
            checksum.update(scratch.limit(piece).position(0));
            scratch.clear();
            done += piece;
        }
        return checksum.finish(segment.basePosition() + offset, length) == FrameDescriptor.checksum(commitWord);
    }
}
