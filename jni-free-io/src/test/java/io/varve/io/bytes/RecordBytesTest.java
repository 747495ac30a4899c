package io.varve.io.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.BytesIn;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordBytesTest {

    private static final int LENGTH = 4096;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final RecordBytes view = new RecordBytes();

    @Test
    void shouldShowOneRecordAfterTheOther() {
        buffer.putLong(8, 42, ByteOrder.nativeOrder());
        buffer.putInt(100, 43, ByteOrder.nativeOrder());
        final BytesIn<?> first = view.wrap(buffer, 8, 8);
        assertEquals(8, first.readRemaining());
        assertEquals(42, first.readLong());
        assertEquals(0, first.readRemaining());
        assertSame(first, view.wrap(buffer, 100, 6));
        assertEquals(6, first.readRemaining());
        assertEquals(43, first.readInt());
    }

    @Test
    void shouldShowWhatIsWrittenLaterBecauseNothingIsCopied() {
        final BytesIn<?> bytes = view.wrap(buffer, 8, 8);
        buffer.putLong(8, 7, ByteOrder.nativeOrder());
        assertEquals(7, bytes.readLong());
    }

    @Test
    void shouldShowNothingOfAnEmptyRecord() {
        assertEquals(0, view.wrap(buffer, LENGTH, 0).readRemaining());
    }

    @Test
    void shouldNotReadBehindTheRecord() {
        final BytesIn<?> bytes = view.wrap(buffer, 8, 4);
        assertThrows(BufferUnderflowException.class, bytes::readLong);
    }

    @Test
    void shouldRefuseHeapMemoryAndRangesOutside() {
        assertThrows(IllegalArgumentException.class, () -> view.wrap(new UnsafeBuffer(new byte[8]), 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> view.wrap(buffer, LENGTH - 1, 2));
    }

    @Test
    void shouldBeUsableByAnotherThread() throws InterruptedException {
        final BytesIn<?> bytes = view.wrap(buffer, 0, 8);
        assertEquals(0, bytes.readByte());
        final long[] remaining = {0};
        final Thread thread = new Thread(() -> {
            bytes.readByte();
            remaining[0] = view.wrap(buffer, 0, 16).readRemaining();
        });
        thread.start();
        thread.join();
        assertEquals(16, remaining[0]);
    }
}
