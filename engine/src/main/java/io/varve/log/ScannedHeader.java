package io.varve.log;

import io.varve.frame.FrameDescriptor;
import org.agrona.DirectBuffer;

/** The fields of a frame's header, read once; nothing is known of the frame yet. */
final class ScannedHeader {

    int length;
    int checksum;
    int type;
    int lag;
    long sequence;
    long timestamp;
    private int kind;

    void read(final DirectBuffer buffer, final int offset) {
        final long word = buffer.getLong(offset);
        length = FrameDescriptor.length(word);
        checksum = FrameDescriptor.checksum(word);
        sequence = buffer.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
        kind = buffer.getInt(offset + FrameDescriptor.KIND_OFFSET);
        type = FrameDescriptor.type(kind);
        lag = buffer.getInt(offset + FrameDescriptor.LAG_OFFSET);
        timestamp = buffer.getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET);
    }

    int epochBits() {
        return FrameDescriptor.epochBits(kind);
    }

    /** First, middle or last of a batch, or 0. */
    int batch() {
        return FrameDescriptor.flags(kind) & FrameDescriptor.BATCH_MASK;
    }
}
