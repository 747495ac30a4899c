package io.varve.examples;

import io.varve.log.RecordHandler;
import io.varve.log.RecordHeader;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * State that is nothing but a fold over the records of a log: how much of each order is still open. It takes time and
 * ids from the records and from nowhere else, so that every replay gives the same state.
 *
 * <p>An order comes as a {@link NewOrder}. A fill is two little-endian numbers of 8 bytes: the id of the order, and how
 * much was filled. What is filled is forgotten.
 *
 * <p>Used by one thread at a time.
 */
public final class OrderBook implements RecordHandler {

    /** The type of records that hold a {@link NewOrder}. */
    public static final int NEW_ORDER = SbeOrders.NEW_ORDER;
    /** The type of records that hold a fill. */
    public static final int FILL = 2;
    /** The length of a fill in bytes. */
    public static final int FILL_LENGTH = 16;

    private final Long2LongHashMap openQuantities = new Long2LongHashMap(0);
    private final NewOrder order = new NewOrder();
    private long lastSequence;

    /** An empty book. */
    public OrderBook() {
        // The fields say it all.
    }

    @Override
    public void onRecord(final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        apply(header.sequence(), header.type(), buffer, offset, length);
    }

    /**
     * Apply a record.
     *
     * @param sequence of the record.
     * @param type     of the record; others than the two are none of the book's business.
     * @param buffer   that holds the body.
     * @param offset   of the body.
     * @param length   of the body in bytes.
     */
    public void apply(
        final long sequence, final int type, final DirectBuffer buffer, final int offset, final int length) {
        if (type == NEW_ORDER) {
            order.wrap(buffer, offset, length);
            openQuantities.put(order.orderId(), order.quantity());
        } else if (type == FILL) {
            final long orderId = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
            final long left =
                openQuantities.get(orderId) - buffer.getLong(offset + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
            if (left > 0) {
                openQuantities.put(orderId, left);
            } else {
                openQuantities.remove(orderId);
            }
        }
        lastSequence = sequence;
    }

    /**
     * The last record that was applied.
     *
     * @return its sequence, 0 when there was none.
     */
    public long lastSequence() {
        return lastSequence;
    }

    /**
     * How much of an order is open.
     *
     * @param orderId of the order.
     * @return 0 when it is unknown or filled.
     */
    public long openQuantity(final long orderId) {
        return openQuantities.get(orderId);
    }

    /**
     * How many orders are open.
     *
     * @return their count.
     */
    public int openOrders() {
        return openQuantities.size();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof OrderBook book && lastSequence == book.lastSequence
            && openQuantities.equals(book.openQuantities);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(lastSequence) + openQuantities.hashCode();
    }

    @Override
    public String toString() {
        return openQuantities.size() + " open orders after record " + lastSequence;
    }
}
