package io.varve.io.bytes;

import net.openhft.chronicle.bytes.Bytes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is to be stored, if it is the {@code Bytes} of chronicle-bytes: as the buffer that a log or a key-value store
 * takes. One object shows one {@code Bytes} after the other.
 *
 * <pre>{@code
 * BytesBuffer value = new BytesBuffer();
 * store.writer().put(key, 0, keyLength, value.wrap(bytes), 0, value.length());
 * }</pre>
 *
 * <p>Bytes outside of the heap are shown where they are: the buffer must not be used any more when they are written,
 * moved or released. Of bytes on the heap a copy is shown. Makes no garbage, but for a copy that is longer than all
 * before. Used by one thread at a time.
 */
public final class BytesBuffer {

    private static final int FIRST_LENGTH = 256;

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private byte[] copy = {};

    /**
     * A view of nothing yet.
     *
     * @throws IllegalStateException when chronicle-bytes is not on the class path.
     */
    public BytesBuffer() {
        ChronicleBytes.require();
    }

    /**
     * Show what is left to be read of some bytes, whose positions stay as they are.
     *
     * @param bytes at most 2 GiB from the read position to the read limit.
     * @return always the same buffer, with that much capacity.
     * @throws IllegalArgumentException when there is more.
     */
    public DirectBuffer wrap(final Bytes<?> bytes) {
        final long length = bytes.readRemaining();
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("there are " + length + " bytes to be read; a buffer takes 2 GiB");
        }
        if (length == 0) {
            view.wrap(0, 0);
        } else if (bytes.isDirectMemory()) {
            view.wrap(bytes.addressForRead(bytes.readPosition()), (int) length);
        } else {
            copy(bytes, (int) length);
        }
        return view;
    }

    private void copy(final Bytes<?> bytes, final int length) {
        if (length > copy.length) {
            copy = new byte[Math.max(length, FIRST_LENGTH)];
        }
        bytes.read(bytes.readPosition(), copy, 0, length);
        view.wrap(copy, 0, length);
    }

    /**
     * How many bytes are shown.
     *
     * @return the capacity of the buffer.
     */
    public int length() {
        return view.capacity();
    }
}
