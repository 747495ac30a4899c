package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A view of a key and its value where they are. Valid until the handler that it was handed to returns.
 */
public final class KeyValueEntry {

    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private byte[] memory;
    private long frame;
    private int head;

    KeyValueEntry() {
    }

    void wrap(final byte[] newMemory, final long newFrame, final int newHead) {
        memory = newMemory;
        frame = newFrame;
        head = newHead;
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        wrap(key, KeyValueDescriptor.keyOffset(head), KeyValueDescriptor.keyLength(head));
        wrap(value, valueOffset, isChunked() ? 0 : (int) valueLength());
    }

    private void wrap(final UnsafeBuffer view, final int offset, final int length) {
        if (memory == null) {
            view.wrap(frame + offset, length);
        } else {
            view.wrap(memory, (int) (frame + offset - BufferUtil.ARRAY_BASE_OFFSET), length);
        }
    }

    /**
     * The key.
     *
     * @return a view of exactly the key.
     */
    public DirectBuffer key() {
        return key;
    }

    /**
     * The value.
     *
     * @return a view of exactly the value; an empty one when {@link #isChunked()}.
     */
    public DirectBuffer value() {
        return value;
    }

    /**
     * Whether the value is too long for one record, so that {@link #value()} does not show it; a reader gets it.
     *
     * @return true when it is.
     */
    public boolean isChunked() {
        return KeyValueDescriptor.isChunked(head);
    }

    /**
     * The length of the value.
     *
     * @return bytes.
     */
    public long valueLength() {
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        return isChunked() ? ChunkList.valueLength(memory, frame + valueOffset)
            : KeyValueDescriptor.frameLength(memory, frame) - valueOffset;
    }

    /**
     * The version of the key.
     *
     * @return 1 or more.
     */
    public long version() {
        return UnsafeApi.getLong(memory, frame + FrameDescriptor.SEQUENCE_OFFSET);
    }

    /**
     * When this version was put.
     *
     * @return ns since the Unix epoch.
     */
    public long timestampNs() {
        return KeyValueDescriptor.timestampNs(memory, frame);
    }

    /**
     * The type of the value.
     *
     * @return 0 to 15; 15 is a counter.
     */
    public int valueType() {
        return KeyValueDescriptor.valueType(head);
    }

    /**
     * When the key ends.
     *
     * @return ms since the Unix epoch, or 0 for never.
     */
    public long expireAt() {
        return (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) == 0 ? 0
            : KeyValueDescriptor.expireAt(memory, frame);
    }
}
