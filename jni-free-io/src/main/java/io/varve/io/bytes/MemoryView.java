package io.varve.io.bytes;

import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesOut;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.VanillaBytes;
import org.agrona.DirectBuffer;

/** The bytes of chronicle-bytes over memory outside of the heap; pointed elsewhere again and again. */
final class MemoryView {

    private final PointerBytesStore store = BytesStore.nativePointer();
    private final VanillaBytes<Void> bytes;
    /** Whose memory it is: a view keeps it from being given back by the garbage collector. */
    private DirectBuffer owner;

    MemoryView() {
        // Which thread uses a view is the caller's business, as with the buffers of Agrona.
        store.singleThreadedCheckDisabled(true);
        bytes = store.bytesForWrite();
        bytes.singleThreadedCheckDisabled(true);
    }

    BytesIn<?> forReading(final DirectBuffer buffer, final int offset, final int length) {
        point(buffer, offset, length);
        bytes.bytesStore(store, 0, length);
        return bytes;
    }

    BytesOut<?> forWriting(final DirectBuffer buffer, final int offset, final int length) {
        point(buffer, offset, length);
        bytes.bytesStore(store, 0, length);
        bytes.clear();
        return bytes;
    }

    int written() {
        return (int) bytes.writePosition();
    }

    /** Offsets in the text are those of the buffer. */
    String hexDump(final DirectBuffer buffer, final int offset, final int length) {
        buffer.boundsCheck(offset, length);
        forReading(buffer, 0, offset + length);
        return length == 0 ? "" : bytes.toHexString(offset, length);
    }

    private void point(final DirectBuffer buffer, final int offset, final int length) {
        buffer.boundsCheck(offset, length);
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("the buffer is on the heap; a view needs memory outside of it");
        }
        store.set(buffer.addressOffset() + offset, length);
        owner = buffer;
    }

    @Override
    public String toString() {
        return "view of " + owner;
    }
}
