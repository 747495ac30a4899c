package io.varve.kv;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Puts, gets and deletes strings, for tests that care for what and not for how. */
final class StoreDriver implements AutoCloseable {

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
