package io.varve.io.bytes;

import net.openhft.chronicle.bytes.BytesIn;
import org.agrona.DirectBuffer;

/**
 * Records as the {@code BytesIn} of chronicle-bytes, without copying and without garbage: one object shows one record
 * after the other.
 *
 * <pre>{@code
 * RecordBytes view = new RecordBytes();
 * reader.poll((buffer, offset, length, header) -> handle(view.wrap(buffer, offset, length)), 100);
 * }</pre>
 *
 * <p>The bytes are those of the log itself and must not be written, whatever they are cast to, and must not be used
 * when the record is no longer there: after the handler has returned, or after the next {@code wrap}. Numbers are in
 * the byte order of the machine. Used by one thread at a time.
 */
public final class RecordBytes {

    private final MemoryView view;

    /**
     * A view of nothing yet.
     *
     * @throws IllegalStateException when chronicle-bytes is not on the class path.
     */
    public RecordBytes() {
        ChronicleBytes.require();
        view = new MemoryView();
    }

    /**
     * Show a range of memory.
     *
     * @param buffer outside of the heap.
     * @param offset of the first byte.
     * @param length in bytes, 0 or more.
     * @return always the same object, to be read from its beginning to the end of the range.
     * @throws IllegalArgumentException  when the buffer is on the heap.
     * @throws IndexOutOfBoundsException when the range is not inside of the buffer.
     */
    public BytesIn<?> wrap(final DirectBuffer buffer, final int offset, final int length) {
        return view.forReading(buffer, offset, length);
    }
}
