package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.RecordHeader;
import org.agrona.DirectBuffer;

/**
 * A change of a key, as a {@link ChangeFeed} hands it out: a view of the log, valid until the handler returns.
 *
 * <p>Used by the thread that polls the feed.
 */
public final class KeyChange {

    private DirectBuffer buffer;
    private int bodyOffset;
    private int bodyLength;
    private int head;
    private long expireAt;
    private RecordHeader header;

    KeyChange() {
    }

    KeyChange wrap(final DirectBuffer body, final int offset, final int length, final RecordHeader recordHeader) {
        buffer = body;
        bodyOffset = offset;
        bodyLength = length;
        header = recordHeader;
        final byte[] memory = body.byteArray();
        final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
        head = KeyValueDescriptor.head(memory, frame);
        expireAt = (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) != 0
            ? KeyValueDescriptor.expireAt(memory, frame) : 0;
        return this;
    }

    /**
     * Whether the key was deleted.
     *
     * @return true when it was, false when a value was put.
     */
    public boolean isDelete() {
        return KeyValueDescriptor.kind(head) == KeyValueDescriptor.DELETE;
    }

    /**
     * What holds key and value.
     *
     * @return a buffer that must not be written to.
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the key begins.
     *
     * @return index in {@link #buffer()}.
     */
    public int keyOffset() {
        return bodyOffset - FrameDescriptor.BODY_OFFSET + KeyValueDescriptor.keyOffset(head);
    }

    /**
     * The length of the key.
     *
     * @return bytes.
     */
    public int keyLength() {
        return KeyValueDescriptor.keyLength(head);
    }

    /**
     * Whether the value is too long for one record, and not in {@link #buffer()}: a {@link KeyValueReader} of the store
     * reads it, or a newer one if there is one by then.
     *
     * @return true when it is so; {@link #valueOffset()} and {@link #valueLength()} mean nothing then.
     */
    public boolean isValueElsewhere() {
        return KeyValueDescriptor.isChunked(head);
    }

    /**
     * Where the value begins.
     *
     * @return index in {@link #buffer()}.
     */
    public int valueOffset() {
        return keyOffset() + keyLength();
    }

    /**
     * The length of the value.
     *
     * @return bytes; 0 for a delete.
     */
    public int valueLength() {
        return bodyOffset + bodyLength - valueOffset();
    }

    /**
     * The version that the change has given to the key.
     *
     * @return 1 or more; higher than that of every change before.
     */
    public long version() {
        return header.sequence();
    }

    /**
     * Where the change stands in the log.
     *
     * @return its position.
     */
    public long position() {
        return header.position();
    }

    /**
     * When the change was made.
     *
     * @return ns since the Unix epoch.
     */
    public long timestampNs() {
        return header.timestampNs();
    }

    /**
     * When the value expires. No change is handed out at that time.
     *
     * @return ms since the Unix epoch, or 0 when it does not.
     */
    public long expireAt() {
        return expireAt;
    }

    /**
     * Whether the next change belongs to the same atomic batch.
     *
     * @return true when it does.
     */
    public boolean isBatchContinued() {
        return header.isBatchContinued();
    }
}
