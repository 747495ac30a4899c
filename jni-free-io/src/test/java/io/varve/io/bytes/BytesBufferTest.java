package io.varve.io.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesIn;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BytesBufferTest {

    private final BytesBuffer buffer = new BytesBuffer();

    private String shown(final Bytes<?> bytes) {
        final DirectBuffer view = buffer.wrap(bytes);
        return view.getStringWithoutLengthAscii(0, buffer.length());
    }

    private static byte[] text(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldShowWhatIsLeftToBeReadOfNativeBytes() {
        final Bytes<?> bytes = Bytes.allocateElasticDirect(64);
        try {
            bytes.write(text("skipped and shown"));
            bytes.readSkip(8);
            assertEquals("and shown", shown(bytes));
            assertEquals(8, bytes.readPosition());
            bytes.readLimit(11);
            assertEquals("and", shown(bytes));
            bytes.clear();
            assertEquals("", shown(bytes));
        } finally {
            bytes.releaseLast();
        }
    }

    @Test
    void shouldShowACopyOfBytesOnTheHeap() {
        final Bytes<byte[]> bytes = Bytes.wrapForRead(text("on the heap"));
        bytes.readSkip(3);
        assertEquals("the heap", shown(bytes));
        assertEquals(3, bytes.readPosition());
        assertEquals("short", shown(Bytes.wrapForRead(text("short"))));
        assertEquals("x".repeat(1000), shown(Bytes.wrapForRead(text("x".repeat(1000)))));
    }

    @Test
    void shouldGiveBackWhatWasPut() {
        final Bytes<?> bytes = Bytes.allocateElasticDirect(64);
        try {
            bytes.writeLong(42).writeInt(43);
            final UnsafeBuffer stored = new UnsafeBuffer(ByteBuffer.allocateDirect(64));
            final DirectBuffer shown = buffer.wrap(bytes);
            assertSame(shown, buffer.wrap(bytes));
            stored.putBytes(8, shown, 0, buffer.length());
            final BytesIn<?> read = new RecordBytes().wrap(stored, 8, 12);
            assertEquals(42, read.readLong());
            assertEquals(43, read.readInt());
        } finally {
            bytes.releaseLast();
        }
    }
}
