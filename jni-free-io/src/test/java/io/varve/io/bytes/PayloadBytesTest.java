package io.varve.io.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.BytesMarshallable;
import net.openhft.chronicle.bytes.BytesOut;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PayloadBytesTest {

    private static final int LENGTH = 4096;
    private static final int OFFSET = 24;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final PayloadBytes payloads = new PayloadBytes();

    @Test
    void shouldReadBackWhatAPayloadWrote() {
        final int length = payloads.write(new Order(7, "ACME", 1_000_000), buffer, OFFSET, 100);
        assertEquals(8 + 1 + 4 + 3, length);
        assertEquals("7 ACME 1000000", payloads.read(new Order(0, "", 0), buffer, OFFSET, length).toString());
        assertEquals(0, buffer.getByte(OFFSET + length));
        assertEquals(0, buffer.getByte(OFFSET - 1));
    }

    @Test
    void shouldNeverWriteBehindItsRoom() {
        final Order order = new Order(-1, "a name that is longer than the room", -1);
        for (int room = 0; room < 45; room++) {
            final int given = room;
            assertThrows(BufferOverflowException.class, () -> payloads.write(order, buffer, OFFSET, given));
            for (int i = OFFSET + room; i < LENGTH; i++) {
                assertEquals(0, buffer.getByte(i));
            }
        }
    }

    @Test
    void shouldNotReadBehindThePayload() {
        final int length = payloads.write(new Order(7, "ACME", 1), buffer, OFFSET, 100);
        for (int cut = 0; cut < length; cut++) {
            final int given = cut;
            assertThrows(BufferUnderflowException.class,
                () -> payloads.read(new Order(0, "", 0), buffer, OFFSET, given));
        }
    }

    private static final class Order implements BytesMarshallable {

        private long id;
        private String symbol;
        private long quantity;

        Order(final long id, final String symbol, final long quantity) {
            this.id = id;
            this.symbol = symbol;
            this.quantity = quantity;
        }

        @Override
        public void writeMarshallable(final BytesOut<?> bytes) {
            bytes.writeLong(id);
            bytes.writeStopBit(symbol.length());
            bytes.write(symbol.getBytes(StandardCharsets.US_ASCII));
            bytes.writeStopBit(quantity);
        }

        @Override
        public void readMarshallable(final BytesIn<?> bytes) {
            id = bytes.readLong();
            final byte[] letters = new byte[(int) bytes.readStopBit()];
            if (bytes.read(letters) < letters.length) {
                throw new BufferUnderflowException();
            }
            symbol = new String(letters, StandardCharsets.US_ASCII);
            quantity = bytes.readStopBit();
        }

        @Override
        public String toString() {
            return id + " " + symbol + " " + quantity;
        }
    }
}
