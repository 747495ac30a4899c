package io.varve.perf.telemetry;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The layout of flight recorder events, and of the descriptions of their types. The description of a type comes before
 * its first event.
 *
 * <pre>
 *  event                                            type
 *   0   start, ns since the Unix epoch   8 bytes     0   0                         8 bytes
 *   8   duration in ns                   8           8   number of the type        4
 *  16   id of the Java thread, or -1     8          12   length of the text        4
 *  24   number of the type               4          16   name of the type, and for each value
 *  28   0                                4               a space, its name, a colon, and L, D or T
 *  32   values in the order of the type
 * </pre>
 *
 * <p>A value is a long (L), the bits of a double (D), each 8 bytes, or a text (T) in UTF-8 behind its length of 2
 * bytes, at most {@value #MAX_TEXT} bytes; what is longer is cut.
 */
final class EventLayout {

    static final int MAX_TEXT = 200;

    private static final int START_OFFSET = 0;
    private static final int DURATION_OFFSET = 8;
    private static final int THREAD_OFFSET = 16;
    private static final int NUMBER_OFFSET = 24;
    private static final int RESERVED_OFFSET = 28;
    private static final int VALUES_OFFSET = 32;
    private static final int TYPE_NUMBER_OFFSET = 8;
    private static final int TYPE_LENGTH_OFFSET = 12;
    private static final int TYPE_TEXT_OFFSET = 16;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private EventLayout() {
    }

    static int encodeType(final MutableDirectBuffer buffer, final EventSchema schema) {
        final byte[] text = schema.text().getBytes(StandardCharsets.UTF_8);
        buffer.putLong(START_OFFSET, 0, ORDER);
        buffer.putInt(TYPE_NUMBER_OFFSET, schema.number(), ORDER);
        buffer.putInt(TYPE_LENGTH_OFFSET, text.length, ORDER);
        buffer.putBytes(TYPE_TEXT_OFFSET, text);
        return TYPE_TEXT_OFFSET + text.length;
    }

    static EventSchema decodeType(final DirectBuffer buffer, final int offset) {
        final byte[] text = new byte[buffer.getInt(offset + TYPE_LENGTH_OFFSET, ORDER)];
        buffer.getBytes(offset + TYPE_TEXT_OFFSET, text);
        return EventSchema.parse(
            buffer.getInt(offset + TYPE_NUMBER_OFFSET, ORDER), new String(text, StandardCharsets.UTF_8));
    }

    /** Write an event whose values are, in the order of the schema, a Number, a Boolean, a String or null. */
    static int encode(final MutableDirectBuffer buffer, final EventSchema schema, final long startNs,
        final long durationNs, final long threadId, final Object... values) {
        buffer.putLong(START_OFFSET, startNs, ORDER);
        buffer.putLong(DURATION_OFFSET, durationNs, ORDER);
        buffer.putLong(THREAD_OFFSET, threadId, ORDER);
        buffer.putInt(NUMBER_OFFSET, schema.number(), ORDER);
        buffer.putInt(RESERVED_OFFSET, 0, ORDER);
        int at = VALUES_OFFSET;
        for (int i = 0; i < values.length; i++) {
            at += switch (schema.fields().get(i).kind()) {
                case LONG -> putLong(buffer, at, asLong(values[i]));
                case DOUBLE -> putLong(buffer, at, asBits(values[i]));
                case TEXT -> putText(buffer, at, values[i]);
            };
        }
        return at;
    }

    static int number(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + NUMBER_OFFSET, ORDER);
    }

    static Object[] decodeValues(final DirectBuffer buffer, final int offset, final EventSchema schema) {
        final Object[] values = new Object[schema.fields().size()];
        int at = offset + VALUES_OFFSET;
        for (int i = 0; i < values.length; i++) {
            final EventSchema.Kind kind = schema.fields().get(i).kind();
            if (kind == EventSchema.Kind.TEXT) {
                final byte[] text = new byte[buffer.getShort(at, ORDER)];
                buffer.getBytes(at + Short.BYTES, text);
                values[i] = new String(text, StandardCharsets.UTF_8);
                at += Short.BYTES + text.length;
            } else {
                final long bits = buffer.getLong(at, ORDER);
                values[i] = kind == EventSchema.Kind.LONG ? (Object) bits : (Object) Double.longBitsToDouble(bits);
                at += Long.BYTES;
            }
        }
        return values;
    }

    private static long asLong(final Object value) {
        return value instanceof Number number ? number.longValue() : Boolean.TRUE.equals(value) ? 1 : 0;
    }

    private static long asBits(final Object value) {
        return Double.doubleToRawLongBits(value instanceof Number number ? number.doubleValue() : Double.NaN);
    }

    private static int putLong(final MutableDirectBuffer buffer, final int at, final long value) {
        buffer.putLong(at, value, ORDER);
        return Long.BYTES;
    }

    private static int putText(final MutableDirectBuffer buffer, final int at, final Object value) {
        final byte[] whole = value instanceof String string ? string.getBytes(StandardCharsets.UTF_8) : new byte[0];
        final byte[] text = whole.length > MAX_TEXT ? Arrays.copyOf(whole, MAX_TEXT) : whole;
        buffer.putShort(at, (short) text.length, ORDER);
        buffer.putBytes(at + Short.BYTES, text);
        return Short.BYTES + text.length;
    }
}
