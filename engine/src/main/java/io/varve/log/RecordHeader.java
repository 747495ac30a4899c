package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.settings.DebugSwitch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A view of the header of the record that is being handed out. Valid until the handler returns.
 *
 * <p>Used by the thread that polls.
 */
public final class RecordHeader {

    private UnsafeBuffer buffer;
    private int offset;
    private long position;

    RecordHeader() {
    }

    void wrap(final UnsafeBuffer frames, final int frameOffset, final long framePosition) {
        if (buffer != frames) {
            buffer = frames;
        }
        offset = frameOffset;
        position = framePosition;
    }

    RecordHeader copy() {
        final RecordHeader copy = new RecordHeader();
        copy.wrap(buffer, offset, position);
        return copy;
    }

    /** The view has ended; see {@link LentViews}. */
    void unwrap() {
        buffer = null;
    }

    private UnsafeBuffer frames() {
        if (DebugSwitch.POISON && buffer == null) {
            throw new IllegalStateException("the header of the record at position " + position
                + " was used after its handler had returned; copy what is needed later");
        }
        return buffer;
    }

    /**
     * Where the record is in the log.
     *
     * @return position of its first byte.
     */
    public long position() {
        if (DebugSwitch.POISON) {
            frames();
        }
        return position;
    }

    /**
     * The dense number of the record.
     *
     * @return 1 for the first record of the log.
     */
    public long sequence() {
        return frames().getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
    }

    /**
     * The type that the application gave the record.
     *
     * @return 0 to 127.
     */
    public int type() {
        return FrameDescriptor.type(frames().getInt(offset + FrameDescriptor.KIND_OFFSET));
    }

    /**
     * The time of the record.
     *
     * @return ns since the Unix epoch.
     */
    public long timestampNs() {
        return frames().getLong(offset + FrameDescriptor.TIMESTAMP_OFFSET);
    }

    /**
     * Whether another record of the same atomic batch follows.
     *
     * @return false for the last record of a batch and for one that stands alone.
     */
    public boolean isBatchContinued() {
        int at = offset;
        int kind = frames().getInt(at + FrameDescriptor.KIND_OFFSET);
        while ((FrameDescriptor.flags(kind) & (FrameDescriptor.BATCH_FIRST | FrameDescriptor.BATCH_MIDDLE)) != 0) {
            at += FrameDescriptor.alignedLength(buffer.getInt(at));
            kind = buffer.getInt(at + FrameDescriptor.KIND_OFFSET);
            if (FrameType.isUser(FrameDescriptor.type(kind))) {
                return true;
            }
        }
        return false;
    }
}
