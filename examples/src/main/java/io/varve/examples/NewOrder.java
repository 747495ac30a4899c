package io.varve.examples;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A flyweight over a message in Simple Binary Encoding (SBE 1.0, little-endian), written by hand. Code generated from
 * a schema by the SBE tool is used in the same way: wrap, then write or read fields in place.
 *
 * <pre>
 *   0                   2                   4                   6                   8
 *  +-------------------+-------------------+-------------------+-------------------+
 *  | block length = 32 | template id = 1   | schema id = 7     | version = 0       |   message header
 *  +-------------------+-------------------+-------------------+-------------------+
 *  | order id: uint64                                                              |   root block,
 *  +-------------------------------------------------------------------------------+   offsets from 8
 *  | price: int64, ten-thousandths                                                 |
 *  +---------------------------------------+---------+-----------------------------+
 *  | quantity: uint32                      | side    | padding: 3 bytes            |
 *  +---------------------------------------+---------+-----------------------------+
 *  | symbol: char[8], filled up with NUL                                           |
 *  +-------------------+-----------------------------------------------------------+
 *  | length: uint16    | account: that many bytes of ASCII                             variable data
 *  +-------------------+------------------------------------------------------ ...
 * </pre>
 *
 * <p>A later version may append fields to the root block: what follows it is found by the block length that the message
 * carries, never by the one that this class knows. Used by one thread at a time; nothing here allocates but
 * {@link #symbol()} and {@link #account()}.
 */
public final class NewOrder {

    /** The length of the fixed fields of this version, in bytes. */
    public static final int BLOCK_LENGTH = 32;
    /** The number of this message in its schema. */
    public static final int TEMPLATE_ID = 1;
    /** The number of the schema. */
    public static final int SCHEMA_ID = 7;
    /** The version of the schema. */
    public static final int VERSION = 0;
    /** The longest account, in bytes. */
    public static final int MAX_ACCOUNT_LENGTH = 32;
    /** The longest message, in bytes. */
    public static final int MAX_LENGTH = 8 + BLOCK_LENGTH + Short.BYTES + MAX_ACCOUNT_LENGTH;

    private static final int BLOCK_LENGTH_OFFSET = 0;
    private static final int TEMPLATE_ID_OFFSET = 2;
    private static final int SCHEMA_ID_OFFSET = 4;
    private static final int VERSION_OFFSET = 6;
    private static final int BLOCK_OFFSET = 8;
    private static final int ORDER_ID_OFFSET = BLOCK_OFFSET;
    private static final int PRICE_OFFSET = BLOCK_OFFSET + 8;
    private static final int QUANTITY_OFFSET = BLOCK_OFFSET + 16;
    private static final int SIDE_OFFSET = BLOCK_OFFSET + 20;
    private static final int SYMBOL_OFFSET = BLOCK_OFFSET + 24;
    private static final int SYMBOL_LENGTH = 8;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    /** A flyweight over nothing yet. */
    public NewOrder() {
        // The fields say it all.
    }

    /**
     * Begin to write a message.
     *
     * @param buffer to be written to, all zero.
     * @param offset of the message.
     * @return this.
     */
    public NewOrder wrapAndApplyHeader(final MutableDirectBuffer buffer, final int offset) {
        view.wrap(buffer, offset, Math.min(MAX_LENGTH, buffer.capacity() - offset));
        view.putShort(BLOCK_LENGTH_OFFSET, (short) BLOCK_LENGTH, ORDER);
        view.putShort(TEMPLATE_ID_OFFSET, (short) TEMPLATE_ID, ORDER);
        view.putShort(SCHEMA_ID_OFFSET, (short) SCHEMA_ID, ORDER);
        view.putShort(VERSION_OFFSET, (short) VERSION, ORDER);
        return this;
    }

    /**
     * Begin to read a message.
     *
     * @param buffer that holds it.
     * @param offset of the message.
     * @param length of the message in bytes.
     * @return this.
     * @throws IllegalArgumentException when it is another message.
     */
    public NewOrder wrap(final DirectBuffer buffer, final int offset, final int length) {
        view.wrap(buffer, offset, length);
        final int templateId = view.getShort(TEMPLATE_ID_OFFSET, ORDER);
        final int schemaId = view.getShort(SCHEMA_ID_OFFSET, ORDER);
        if (templateId != TEMPLATE_ID || schemaId != SCHEMA_ID || actingBlockLength() < BLOCK_LENGTH) {
            throw new IllegalArgumentException("template " + templateId + " of schema " + schemaId + " with a block of "
                + actingBlockLength() + " bytes is no new order");
        }
        return this;
    }

    private int actingBlockLength() {
        return view.getShort(BLOCK_LENGTH_OFFSET, ORDER) & 0xFFFF;
    }

    /**
     * Write the fixed fields.
     *
     * @param orderId    of the order.
     * @param isBuy      true for buy, false for sell.
     * @param quantity   of the order, 0 to 2^32 - 1.
     * @param symbolName up to 8 ASCII characters.
     * @param price      in ten-thousandths.
     * @return this.
     * @throws IllegalArgumentException when the symbol is too long.
     */
    public NewOrder fields(
        final long orderId, final boolean isBuy, final long quantity, final String symbolName, final long price) {
        checkLength(symbolName, SYMBOL_LENGTH);
        view.putLong(ORDER_ID_OFFSET, orderId, ORDER);
        view.putLong(PRICE_OFFSET, price, ORDER);
        view.putInt(QUANTITY_OFFSET, (int) quantity, ORDER);
        view.putByte(SIDE_OFFSET, (byte) (isBuy ? 'B' : 'S'));
        view.putStringWithoutLengthAscii(SYMBOL_OFFSET, symbolName);
        return this;
    }

    /**
     * Write the account, which is the last field.
     *
     * @param name of up to {@link #MAX_ACCOUNT_LENGTH} ASCII characters.
     * @return the length of the whole message in bytes.
     * @throws IllegalArgumentException when the account is too long.
     */
    public int account(final String name) {
        checkLength(name, MAX_ACCOUNT_LENGTH);
        final int at = BLOCK_OFFSET + BLOCK_LENGTH;
        final int length = view.putStringWithoutLengthAscii(at + Short.BYTES, name);
        view.putShort(at, (short) length, ORDER);
        return at + Short.BYTES + length;
    }

    private static void checkLength(final String text, final int maxLength) {
        if (text.length() > maxLength) {
            throw new IllegalArgumentException(text + " is longer than " + maxLength + " characters");
        }
    }

    /**
     * The id of the order.
     *
     * @return the id.
     */
    public long orderId() {
        return view.getLong(ORDER_ID_OFFSET, ORDER);
    }

    /**
     * The price.
     *
     * @return ten-thousandths.
     */
    public long price() {
        return view.getLong(PRICE_OFFSET, ORDER);
    }

    /**
     * How much is ordered.
     *
     * @return 0 to 2^32 - 1.
     */
    public long quantity() {
        return view.getInt(QUANTITY_OFFSET, ORDER) & 0xFFFF_FFFFL;
    }

    /**
     * The side.
     *
     * @return true for buy, false for sell.
     */
    public boolean isBuy() {
        return view.getByte(SIDE_OFFSET) == 'B';
    }

    /**
     * What is ordered.
     *
     * @return the symbol, without what it is filled up with.
     */
    public String symbol() {
        int length = 0;
        while (length < SYMBOL_LENGTH && view.getByte(SYMBOL_OFFSET + length) != 0) {
            length++;
        }
        return view.getStringWithoutLengthAscii(SYMBOL_OFFSET, length);
    }

    /**
     * Who orders.
     *
     * @return the account, found behind a root block of any version.
     */
    public String account() {
        final int at = BLOCK_OFFSET + actingBlockLength();
        return view.getStringWithoutLengthAscii(at + Short.BYTES, view.getShort(at, ORDER) & 0xFFFF);
    }
}
