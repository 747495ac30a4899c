package io.varve.io.bytes;

import net.openhft.chronicle.bytes.ReadBytesMarshallable;
import net.openhft.chronicle.bytes.WriteBytesMarshallable;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Payloads that write and read themselves: each {@code BytesMarshallable} of chronicle-bytes can be the body of a
 * record, written straight into an open claim, without copying and without garbage.
 *
 * <p>Numbers are in the byte order of the machine. A payload with methods of its own needs no flags; the reflective
 * default methods of {@code BytesMarshallable} need those that chronicle-bytes documents. Used by one thread at a time.
 */
public final class PayloadBytes {

    private final MemoryView view;

    /**
     * For any number of payloads.
     *
     * @throws IllegalStateException when chronicle-bytes is not on the class path.
     */
    public PayloadBytes() {
        ChronicleBytes.require();
        view = new MemoryView();
    }

    /**
     * Write a payload.
     *
     * @param payload that writes itself.
     * @param buffer  outside of the heap.
     * @param offset  of its first byte.
     * @param room    how many bytes it may take at most.
     * @return how many it took.
     * @throws java.nio.BufferOverflowException when the room is too small; a part of it may be written then, so a claim
     *                                          is to be aborted.
     * @throws IllegalArgumentException         when the buffer is on the heap.
     * @throws IndexOutOfBoundsException        when the room is not inside of the buffer.
     */
    public int write(final WriteBytesMarshallable payload, final MutableDirectBuffer buffer, final int offset,
        final int room) {
        payload.writeMarshallable(view.forWriting(buffer, offset, room));
        return view.written();
    }

    /**
     * Read a payload.
     *
     * @param payload that reads itself.
     * @param buffer  outside of the heap.
     * @param offset  of its first byte.
     * @param length  in bytes; what the payload leaves unread is ignored.
     * @param <T>     type of the payload.
     * @return the payload that was passed in.
     * @throws java.nio.BufferUnderflowException when there are fewer bytes than the payload reads.
     * @throws IllegalArgumentException          when the buffer is on the heap.
     * @throws IndexOutOfBoundsException         when the range is not inside of the buffer.
     */
    public <T extends ReadBytesMarshallable> T read(final T payload, final DirectBuffer buffer, final int offset,
        final int length) {
        payload.readMarshallable(view.forReading(buffer, offset, length));
        return payload;
    }
}
