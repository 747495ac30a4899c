package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SbeOrdersTest {

    @Test
    void shouldDecodeWhatWasEncodedIntoTheLog() {
        try (RecordLog log = open()) {
            final SbeOrders orders = new SbeOrders(log.writer());
            offer(orders, 1, true, 100, "ACME", "alice");
            offer(orders, 2, false, 0xFFFF_FFFFL, "ABCDEFGH", "");
            assertEquals(List.of(
                "alice buys 100 ACME at 12.5 in 47 bytes",
                " sells 4294967295 ABCDEFGH at 12.5 in 42 bytes"), SbeOrders.describeAll(log));
        }
    }

    @Test
    void shouldGoOnAfterAMessageThatCouldNotBeEncoded() {
        try (RecordLog log = open()) {
            final SbeOrders orders = new SbeOrders(log.writer());
            offer(orders, 1, true, 100, "ACME", "alice");
            assertThrows(IllegalArgumentException.class, () -> offer(orders, 2, true, 100, "NINECHARS", "bob"));
            offer(orders, 3, true, 100, "ACME", "carol");
            assertEquals(2, SbeOrders.describeAll(log).size());
        }
    }

    @Test
    void shouldReadALongerBlockOfALaterVersion() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[NewOrder.MAX_LENGTH + 8]);
        final int length = new NewOrder().wrapAndApplyHeader(buffer, 0).fields(1, true, 5, "ACME", 10).account("al");
        final int tail = 8 + NewOrder.BLOCK_LENGTH;
        final UnsafeBuffer later = new UnsafeBuffer(new byte[length + 8]);
        later.putBytes(0, buffer, 0, tail);
        later.putBytes(tail + 8, buffer, tail, length - tail);
        later.putShort(0, (short) (NewOrder.BLOCK_LENGTH + 8));
        final NewOrder order = new NewOrder().wrap(later, 0, length + 8);
        assertEquals("al", order.account());
        assertEquals(5, order.quantity());
    }

    @Test
    void shouldRefuseAnotherMessage() {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[NewOrder.MAX_LENGTH]);
        assertThrows(IllegalArgumentException.class, () -> new NewOrder().wrap(buffer, 0, buffer.capacity()));
    }

    private static RecordLog open() {
        return RecordLog.open(LogConfig.at(Path.of("orders")).storage(new MemoryStorage())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build());
    }

    private static void offer(final SbeOrders orders, final long orderId, final boolean isBuy, final long quantity,
        final String symbol, final String account) {
        while (orders.offer(orderId, isBuy, quantity, symbol, 125_000, account, orderId)
            == LogWriter.BACK_PRESSURED) {
            Thread.onSpinWait();
        }
    }
}
