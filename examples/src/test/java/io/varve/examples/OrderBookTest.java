package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OrderBookTest {

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[NewOrder.MAX_LENGTH]);
    private final OrderBook book = new OrderBook();
    private long sequence;

    @Test
    void shouldKeepWhatIsOpenAndForgetWhatIsFilled() {
        order(1, 100);
        order(2, 50);
        fill(1, 60);
        assertEquals(40, book.openQuantity(1));
        fill(1, 40);
        fill(2, 20);
        assertEquals(0, book.openQuantity(1));
        assertEquals(30, book.openQuantity(2));
        assertEquals(1, book.openOrders());
        assertEquals(5, book.lastSequence());
        assertNotEquals(new OrderBook(), book);
    }

    private void order(final long orderId, final long quantity) {
        final int length = new NewOrder().wrapAndApplyHeader(body, 0).fields(orderId, true, quantity, "ACME", 1)
            .account("alice");
        book.apply(++sequence, OrderBook.NEW_ORDER, body, 0, length);
    }

    private void fill(final long orderId, final long quantity) {
        body.putLong(0, orderId, ByteOrder.LITTLE_ENDIAN);
        body.putLong(Long.BYTES, quantity, ByteOrder.LITTLE_ENDIAN);
        book.apply(++sequence, OrderBook.FILL, body, 0, OrderBook.FILL_LENGTH);
    }
}
