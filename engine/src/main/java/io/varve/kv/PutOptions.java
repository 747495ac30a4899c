package io.varve.kv;

import io.varve.kv.record.KeyValueDescriptor;
import io.varve.settings.Rule;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * How a value is put: under which condition, of which type, and until when. Can be changed and used again and again, by
 * one thread at a time.
 *
 * <pre>{@code
 * options.ifAbsent().expireAt(nowMs + 30_000);
 * writer.put(options, key, 0, keyLength, value, 0, valueLength);
 * }</pre>
 */
public final class PutOptions {

    /** The greatest type that an application can give a value. */
    public static final int MAX_VALUE_TYPE = KeyValueDescriptor.COUNTER_TYPE - 1;

    /** How many bytes {@link #encode} writes, a multiple of 8. */
    public static final int ENCODED_LENGTH = 24;

    private static final int VERSION_OFFSET = 0;
    private static final int EXPIRE_AT_OFFSET = 8;
    private static final int VALUE_TYPE_OFFSET = 16;
    private static final int CONDITION_OFFSET = 20;
    private static final int KEEPS_EXPIRY_OFFSET = 21;

    /** Put whatever is there. */
    static final int ALWAYS = 0;
    /** Put only when the key is not there. */
    static final int IF_ABSENT = 1;
    /** Put only when the key is there. */
    static final int IF_PRESENT = 2;
    /** Put only when the key has a version; 0 is that of a key that is not there. */
    static final int IF_VERSION = 3;

    private int condition;
    private long version;
    private int valueType;
    private long expireAt;
    private boolean keepsExpiry;

    /** Put whatever is there, type 0, for ever. */
    public PutOptions() {
        super();
    }

    /**
     * Back to what a new one says: put whatever is there, type 0, for ever.
     *
     * @return this.
     */
    public PutOptions reset() {
        valueType = 0;
        return always().expireAt(0);
    }

    /**
     * Put whatever is there.
     *
     * @return this.
     */
    public PutOptions always() {
        condition = ALWAYS;
        return this;
    }

    /**
     * Put only when the key is not there.
     *
     * @return this.
     */
    public PutOptions ifAbsent() {
        condition = IF_ABSENT;
        return this;
    }

    /**
     * Put only when the key is there.
     *
     * @return this.
     */
    public PutOptions ifPresent() {
        condition = IF_PRESENT;
        return this;
    }

    /**
     * Put only when the key has a certain version.
     *
     * @param expected version; 0 when the key must not be there.
     * @return this.
     */
    public PutOptions ifVersion(final long expected) {
        condition = IF_VERSION;
        version = expected;
        return this;
    }

    /**
     * The type of the value, for the application to tell its values apart.
     *
     * @param type 0 to {@link #MAX_VALUE_TYPE}.
     * @return this.
     * @throws io.varve.ConfigurationException when it is out of range.
     */
    public PutOptions valueType(final int type) {
        if (type < 0 || type > MAX_VALUE_TYPE) {
            Rule.check(false, "valueType", type, "must be from 0 to " + MAX_VALUE_TYPE + "; "
                + KeyValueDescriptor.COUNTER_TYPE + " is that of counters");
        }
        valueType = type;
        return this;
    }

    /**
     * When the key ends. A time that is over is no mistake: the put takes the place of the former version, and the key
     * is gone at once.
     *
     * @param ms since the Unix epoch, up to the year 2262; 0 for never.
     * @return this.
     * @throws io.varve.ConfigurationException when it is out of range.
     */
    public PutOptions expireAt(final long ms) {
        checkExpireAt(ms);
        expireAt = ms;
        keepsExpiry = false;
        return this;
    }

    /**
     * The key ends when its present version does; never, when it is not there.
     *
     * @return this.
     */
    public PutOptions keepExpiry() {
        expireAt = 0;
        keepsExpiry = true;
        return this;
    }

    /**
     * Write the options down for another thread of the process.
     *
     * @param buffer to write to, in native byte order.
     * @param offset of {@link #ENCODED_LENGTH} bytes.
     */
    public void encode(final MutableDirectBuffer buffer, final int offset) {
        buffer.putLong(offset + VERSION_OFFSET, version);
        buffer.putLong(offset + EXPIRE_AT_OFFSET, expireAt);
        buffer.putInt(offset + VALUE_TYPE_OFFSET, valueType);
        buffer.putByte(offset + CONDITION_OFFSET, (byte) condition);
        buffer.putByte(offset + KEEPS_EXPIRY_OFFSET, (byte) (keepsExpiry ? 1 : 0));
    }

    /**
     * Become what {@link #encode} has written down.
     *
     * @param buffer to read from.
     * @param offset of the bytes.
     * @return this.
     */
    public PutOptions decode(final DirectBuffer buffer, final int offset) {
        version = buffer.getLong(offset + VERSION_OFFSET);
        expireAt = buffer.getLong(offset + EXPIRE_AT_OFFSET);
        valueType = buffer.getInt(offset + VALUE_TYPE_OFFSET);
        condition = buffer.getByte(offset + CONDITION_OFFSET);
        keepsExpiry = buffer.getByte(offset + KEEPS_EXPIRY_OFFSET) != 0;
        return this;
    }

    static void checkExpireAt(final long ms) {
        if (ms < 0 || ms > StoreClock.MAX_MS) {
            Rule.check(false, "expireAt", ms, "must be milliseconds since the Unix epoch, from 1 to "
                + StoreClock.MAX_MS + " (in the year 2262), or 0 for never");
        }
    }

    /** Become the same as others. */
    void copy(final PutOptions other) {
        condition = other.condition;
        version = other.version;
        valueType = other.valueType;
        expireAt = other.expireAt;
        keepsExpiry = other.keepsExpiry;
    }

    int condition() {
        return condition;
    }

    long version() {
        return version;
    }

    int valueType() {
        return valueType;
    }

    long expireAt() {
        return expireAt;
    }

    boolean keepsExpiry() {
        return keepsExpiry;
    }

    /** Whether the condition holds for a key that is there or not, and has a version if it is. */
    static boolean holds(final int condition, final long expected, final boolean present, final long actual) {
        return switch (condition) {
            case ALWAYS -> true;
            case IF_ABSENT -> !present;
            case IF_PRESENT -> present;
            default -> expected == (present ? actual : 0);
        };
    }
}
