package io.varve.kv;

import io.varve.kv.record.KeyValueDescriptor;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Puts, gets and deletes strings, for tests that care for what and not for how. */
final class StoreDriver implements AutoCloseable {

    private static final int MOST_SLOTS = 1_000;

    private final KeyValueStore store;
    private final KeyValueReader reader;
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[1 << 20]);

    StoreDriver(final KeyValueConfig config) {
        this(KeyValueStore.open(config));
    }

    StoreDriver(final KeyValueStore store) {
        this.store = store;
        reader = store.reader();
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    KeyValueStore store() {
        return store;
    }

    KeyValueReader reader() {
        return reader;
    }

    KeyValueWriter writer() {
        return store.writer();
    }

    long put(final String key, final String value) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer valueBytes = bytes(value);
        return store.writer().put(keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    long putIfAbsent(final String key, final String value) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer valueBytes = bytes(value);
        return store.writer().putIfAbsent(keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    long replace(final String key, final String value) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer valueBytes = bytes(value);
        return store.writer().replace(keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    long putIfVersion(final long version, final String key, final String value) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer valueBytes = bytes(value);
        return store.writer().putIfVersion(
            version, keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    long delete(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().delete(keyBytes, 0, keyBytes.capacity());
    }

    long deleteIfVersion(final long version, final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().deleteIfVersion(version, keyBytes, 0, keyBytes.capacity());
    }

    long put(final PutOptions options, final String key, final String value) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer valueBytes = bytes(value);
        return store.writer().put(options, keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    long add(final String key, final long delta) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().addAndGet(delta, keyBytes, 0, keyBytes.capacity());
    }

    long append(final String key, final String piece) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer pieceBytes = bytes(piece);
        return store.writer().append(keyBytes, 0, keyBytes.capacity(), pieceBytes, 0, pieceBytes.capacity());
    }

    long setRange(final String key, final int offset, final String piece) {
        final UnsafeBuffer keyBytes = bytes(key);
        final UnsafeBuffer pieceBytes = bytes(piece);
        return store.writer().setRange(
            keyBytes, 0, keyBytes.capacity(), offset, pieceBytes, 0, pieceBytes.capacity());
    }

    long expireAt(final String key, final long ms) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().expireAt(keyBytes, 0, keyBytes.capacity(), ms);
    }

    long restore(final String key, final long position) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().restore(keyBytes, 0, keyBytes.capacity(), position);
    }

    long restore(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return store.writer().restore(keyBytes, 0, keyBytes.capacity());
    }

    /** When the key ends, or a code. */
    long expireAt(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return reader.expireAt(keyBytes, 0, keyBytes.capacity());
    }

    boolean exists(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return reader.exists(keyBytes, 0, keyBytes.capacity());
    }

    /** The bytes of frames that live, in all segments. */
    long liveBytes() {
        long live = 0;
        for (int slot = 0; slot < MOST_SLOTS; slot++) {
            live += store.liveBytes().get(slot);
        }
        return live;
    }

    /** The value of a counter. */
    long counter(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        final int length = reader.get(keyBytes, 0, keyBytes.capacity(), target, 0);
        if (length != Long.BYTES || reader.lastValueType() != KeyValueDescriptor.COUNTER_TYPE) {
            throw new AssertionError(key + " is no counter: length or code " + length);
        }
        return target.getLong(0, ByteOrder.LITTLE_ENDIAN);
    }

    /** The value, or null when there is no such key. */
    String get(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        final int length = reader.get(keyBytes, 0, keyBytes.capacity(), target, 0);
        return length < 0 ? null : target.getStringWithoutLengthUtf8(0, length);
    }

    long version(final String key) {
        final UnsafeBuffer keyBytes = bytes(key);
        return reader.version(keyBytes, 0, keyBytes.capacity());
    }

    @Override
    public void close() {
        reader.close();
        store.close();
    }
}
