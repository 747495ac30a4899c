package io.varve.bytes;

import io.varve.kv.PutOptions;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/**
 * A store as a {@link ConcurrentMap}: {@link ByteKeyValueStore#asMap} says what is supported. What a map returns of the
 * value before is right because a change is made only if the version is still that of this value.
 *
 * @param <K> the keys.
 * @param <V> the values.
 */
final class ByteStoreMap<K, V> implements ConcurrentMap<K, V> {

    private final ByteKeyValueStore store;
    private final ByteCodec<K> keys;
    private final ByteCodec<V> values;

    ByteStoreMap(final ByteKeyValueStore store, final ByteCodec<K> keys, final ByteCodec<V> values) {
        this.store = store;
        this.keys = Objects.requireNonNull(keys);
        this.values = Objects.requireNonNull(values);
    }

    @SuppressWarnings("unchecked")
    private byte[] key(final Object key) {
        return keys.encoder().apply((K) Objects.requireNonNull(key, "a key cannot be null"));
    }

    @SuppressWarnings("unchecked")
    private byte[] value(final Object value) {
        return values.encoder().apply((V) Objects.requireNonNull(value, "a value cannot be null"));
    }

    private V decoded(final ByteKeyValueStore.Versioned present) {
        return present == null ? null : values.decoder().apply(present.value);
    }

    @Override
    public V get(final Object key) {
        return decoded(store.find(key(key)));
    }

    @Override
    public boolean containsKey(final Object key) {
        return store.containsKey(key(key));
    }

    @Override
    public V put(final K key, final V value) {
        final byte[] keyBytes = key(key);
        final byte[] valueBytes = value(value);
        while (true) {
            final ByteKeyValueStore.Versioned present = store.find(keyBytes);
            if (putIfVersion(present, keyBytes, valueBytes)) {
                return decoded(present);
            }
        }
    }

    private boolean putIfVersion(
        final ByteKeyValueStore.Versioned present, final byte[] key, final byte[] value) {
        return store.put(new PutOptions().ifVersion(present == null ? 0 : present.version), key, value) > 0;
    }

    @Override
    public V putIfAbsent(final K key, final V value) {
        final byte[] keyBytes = key(key);
        final byte[] valueBytes = value(value);
        while (true) {
            final ByteKeyValueStore.Versioned present = store.find(keyBytes);
            if (present != null || store.putIfAbsent(keyBytes, valueBytes)) {
                return decoded(present);
            }
        }
    }

    @Override
    public V replace(final K key, final V value) {
        final byte[] keyBytes = key(key);
        final byte[] valueBytes = value(value);
        while (true) {
            final ByteKeyValueStore.Versioned present = store.find(keyBytes);
            if (present == null || putIfVersion(present, keyBytes, valueBytes)) {
                return decoded(present);
            }
        }
    }

    @Override
    public boolean replace(final K key, final V expected, final V value) {
        return store.replace(key(key), value(expected), value(value));
    }

    @Override
    public V remove(final Object key) {
        final byte[] keyBytes = key(key);
        while (true) {
            final ByteKeyValueStore.Versioned present = store.find(keyBytes);
            if (present == null || store.removeIfVersion(keyBytes, present.version)) {
                return decoded(present);
            }
        }
    }

    @Override
    public boolean remove(final Object key, final Object expected) {
        return store.remove(key(key), value(expected));
    }

    @Override
    public void putAll(final Map<? extends K, ? extends V> others) {
        others.forEach((key, value) -> store.put(key(key), value(value)));
    }

    @Override
    public int size() {
        return (int) Math.min(store.size(), Integer.MAX_VALUE);
    }

    @Override
    public boolean isEmpty() {
        return store.size() == 0;
    }

    @Override
    public boolean containsValue(final Object value) {
        throw unsupported("containsValue");
    }

    @Override
    public void clear() {
        throw unsupported("clear");
    }

    @Override
    public Set<K> keySet() {
        throw unsupported("keySet");
    }

    @Override
    public Collection<V> values() {
        throw unsupported("values");
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        throw unsupported("entrySet");
    }

    private static UnsupportedOperationException unsupported(final String what) {
        return new UnsupportedOperationException(what + " would look at all keys one after the other, which the map of"
            + " a key-value store does not do; it answers for one key at a time");
    }

    @Override
    public String toString() {
        return "map of " + store;
    }
}
