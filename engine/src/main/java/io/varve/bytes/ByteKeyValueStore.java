package io.varve.bytes;

import io.varve.RecordTooLargeException;
import io.varve.StoreFullException;
import io.varve.StoreTimeoutException;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.PutOptions;
import io.varve.session.KeyValueSession;
import io.varve.session.KeyValueSessionPool;
import io.varve.session.SessionPoolConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A key-value store for any thread, with arrays for keys and values. A key that was put is there until it is removed,
 * for every thread and after the next start.
 *
 * <pre>{@code
 * try (ByteKeyValueStore store = ByteKeyValueStore.open(Path.of("accounts"))) {
 *     store.put(key, value);
 *     byte[] found = store.get(key);
 *     ConcurrentMap<String, String> names = store.asMap(ByteCodec.UTF_8, ByteCodec.UTF_8);
 * }
 * }</pre>
 *
 * <p>A change passes through a {@linkplain KeyValueSession session}, waits until it has happened, and at {@link
 * io.varve.Durability#BATCH} and {@link io.varve.Durability#RECORD} until it is durable. A read borrows one of a
 * bounded number of readers and does not wait for changes of other threads. Virtual threads and those of pools may do
 * both. Nothing passed in is kept, nothing returned is shared.
 *
 * <p>Changes throw {@link StoreFullException} when the disk is full (removing still works), {@link
 * RecordTooLargeException} when key and value are too long, {@link StoreTimeoutException} when the writer is not heard
 * of in time or the thread was interrupted, and then may still happen, {@link io.varve.StoreFailedException} when the
 * disk has failed, and {@link io.varve.StoreClosedException} when the store is closed. Safe for use by many threads.
 */
public final class ByteKeyValueStore implements AutoCloseable {

    /** How long a change is waited for. */
    private static final long CHANGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final int READERS_A_PROCESSOR = 4;
    private static final int LEAST_READERS = 16;
    /** An eighth of it takes the longest key with the longest value. */
    private static final int LANE_CAPACITY = 2 << 20;

    private final KeyValueStore store;
    private final KeyValueSessionPool sessions;
    private final ReaderHandles readers;

    private ByteKeyValueStore(final KeyValueConfig config, final SessionPoolConfig sessionConfig) {
        store = KeyValueStore.open(config);
        sessions = KeyValueSessionPool.onThread(store, sessionConfig, new BackoffIdleStrategy());
        readers = new ReaderHandles(
            store, Math.max(LEAST_READERS, READERS_A_PROCESSOR * Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Open the store in a directory with default settings, creating it when there is none.
     *
     * @param path of the directory.
     * @return the open store.
     * @see KeyValueStore#open(KeyValueConfig)
     */
    public static ByteKeyValueStore open(final Path path) {
        return open(KeyValueConfig.at(path).build(), SessionPoolConfig.builder().laneCapacity(LANE_CAPACITY)
            .captureSite(false).acquireTimeoutNs(CHANGE_TIMEOUT_NS).build());
    }

    /**
     * Open a store, creating it when there is none.
     *
     * @param config   of the store.
     * @param sessions how changes reach the writer; an eighth of the capacity of a lane bounds key and value together.
     * @return the open store.
     * @see KeyValueStore#open(KeyValueConfig)
     */
    public static ByteKeyValueStore open(final KeyValueConfig config, final SessionPoolConfig sessions) {
        return new ByteKeyValueStore(config, sessions);
    }

    /**
     * Put a value.
     *
     * @param key   1 byte or more.
     * @param value 0 bytes or more.
     * @return the version of the value, 1 or more; every change of any key has a higher one.
     */
    public long put(final byte[] key, final byte[] value) {
        return put(new PutOptions(), key, value);
    }

    /**
     * Put a value.
     *
     * @param key   from its position to its limit, 1 byte or more; the buffer is as before.
     * @param value from its position to its limit; the buffer is as before.
     * @return the version of the value.
     */
    public long put(final ByteBuffer key, final ByteBuffer value) {
        return put(bytes(key), bytes(value));
    }

    /**
     * Put a value as options say.
     *
     * @param options condition, type and end.
     * @param key     1 byte or more.
     * @param value   0 bytes or more.
     * @return the version of the value, or {@link KeyValueResult#CONFLICT} when the condition does not hold.
     */
    public long put(final PutOptions options, final byte[] key, final byte[] value) {
        return change(session -> session.put(
            options, new UnsafeBuffer(key), 0, key.length, new UnsafeBuffer(value), 0, value.length));
    }

    /**
     * Put a value if the key is not there.
     *
     * @param key   1 byte or more.
     * @param value 0 bytes or more.
     * @return whether it was put.
     */
    public boolean putIfAbsent(final byte[] key, final byte[] value) {
        return put(new PutOptions().ifAbsent(), key, value) > 0;
    }

    /**
     * Put a value if the key is there.
     *
     * @param key   1 byte or more.
     * @param value 0 bytes or more.
     * @return whether it was put.
     */
    public boolean replace(final byte[] key, final byte[] value) {
        return put(new PutOptions().ifPresent(), key, value) > 0;
    }

    /**
     * Put a value if the key has another certain one.
     *
     * @param key      1 byte or more.
     * @param expected that the key must have now.
     * @param value    to take its place.
     * @return whether it was put.
     */
    public boolean replace(final byte[] key, final byte[] expected, final byte[] value) {
        while (true) {
            final Versioned present = find(key);
            if (present == null || !Arrays.equals(present.value, expected)) {
                return false;
            }
            if (put(new PutOptions().ifVersion(present.version), key, value) > 0) {
                return true;
            }
        }
    }

    /**
     * Remove a key.
     *
     * @param key 1 byte or more.
     * @return whether it was there.
     */
    public boolean remove(final byte[] key) {
        return change(session -> session.delete(new UnsafeBuffer(key), 0, key.length)) > 0;
    }

    /**
     * Remove a key.
     *
     * @param key from its position to its limit, 1 byte or more; the buffer is as before.
     * @return whether it was there.
     */
    public boolean remove(final ByteBuffer key) {
        return remove(bytes(key));
    }

    /**
     * Remove a key if it has a certain value.
     *
     * @param key      1 byte or more.
     * @param expected that the key must have now.
     * @return whether it was removed.
     */
    public boolean remove(final byte[] key, final byte[] expected) {
        while (true) {
            final Versioned present = find(key);
            if (present == null || !Arrays.equals(present.value, expected)) {
                return false;
            }
            if (removeIfVersion(key, present.version)) {
                return true;
            }
        }
    }

    boolean removeIfVersion(final byte[] key, final long version) {
        return change(session -> session.deleteIfVersion(version, new UnsafeBuffer(key), 0, key.length)) > 0;
    }

    /**
     * Read a value.
     *
     * @param key 1 byte or more.
     * @return the value, or null when there is no such key.
     * @throws io.varve.StoreCorruptException when the record of the key is damaged.
     */
    public byte[] get(final byte[] key) {
        final Versioned present = find(key);
        return present == null ? null : present.value;
    }

    /**
     * Read a value.
     *
     * @param key from its position to its limit, 1 byte or more; the buffer is as before.
     * @return the value, or null when there is no such key.
     * @throws io.varve.StoreCorruptException when the record of the key is damaged.
     */
    public byte[] get(final ByteBuffer key) {
        return get(bytes(key));
    }

    /**
     * Whether a key is there.
     *
     * @param key 1 byte or more.
     * @return true when it is.
     */
    public boolean containsKey(final byte[] key) {
        final ReaderHandles.Handle handle = readers.borrow();
        try {
            return handle.reader().exists(new UnsafeBuffer(key), 0, key.length);
        } finally {
            readers.giveBack(handle);
        }
    }

    /** A value and its version, or null. */
    Versioned find(final byte[] key) {
        final ReaderHandles.Handle handle = readers.borrow();
        try {
            final byte[] value = handle.values().get(new UnsafeBuffer(key), 0, key.length);
            return value == null ? null : new Versioned(value, handle.reader().lastVersion());
        } finally {
            readers.giveBack(handle);
        }
    }

    /** What a key was at one moment. */
    static final class Versioned {

        final byte[] value;
        final long version;

        Versioned(final byte[] value, final long version) {
            this.value = value;
            this.version = version;
        }
    }

    /**
     * How many keys there are, those whose time is over and that nobody has looked at included.
     *
     * @return the count of this moment.
     */
    public long size() {
        return store.size();
    }

    /**
     * The store as a map. Any number of maps show the same store.
     *
     * <p>Everything about one key is supported and atomic, {@code compute}, {@code merge} and the like included, whose
     * function may be called again when another thread comes in between. Values are compared by their bytes, so that
     * arrays work too. Neither keys nor values can be null.
     *
     * <p>Not supported, and refused with an {@link UnsupportedOperationException}, is all that looks at the keys one
     * after the other: {@code entrySet}, {@code keySet}, {@code values}, {@code containsValue}, {@code clear}, {@code
     * forEach} and {@code replaceAll}. {@link KeyValueStore#scan()} goes over keys, but may show one twice, which no
     * view of a map may. A map equals itself only, and its size is that of {@link #size()}.
     *
     * @param keys   how keys are written; equal keys must become equal bytes.
     * @param values how values are written.
     * @param <K>    the keys.
     * @param <V>    the values.
     * @return a live view, safe for use by many threads.
     */
    public <K, V> ConcurrentMap<K, V> asMap(final ByteCodec<K> keys, final ByteCodec<V> values) {
        return new ByteStoreMap<>(this, keys, values);
    }

    /**
     * The engine below, for what this class does not show. Its writer belongs to this store.
     *
     * @return the open store.
     */
    public KeyValueStore store() {
        return store;
    }

    /**
     * Where sessions come from, for batches, counters and appends.
     *
     * @return the pool, which is closed with this store.
     */
    public KeyValueSessionPool sessions() {
        return sessions;
    }

    /** Sends one change. */
    @FunctionalInterface
    private interface Change {

        long send(KeyValueSession session);
    }

    private long change(final Change change) {
        try (KeyValueSession session = sessions.acquire()) {
            final long result = session.await(send(session, change), CHANGE_TIMEOUT_NS, TimeUnit.NANOSECONDS);
            if (result == KeyValueResult.FULL) {
                throw new StoreFullException("the disk has no room for another segment of " + store
                    + "; nothing was stored", store.config().log().path().toString(), null);
            }
            return result;
        }
    }

    private static long send(final KeyValueSession session, final Change change) {
        final long startNs = System.nanoTime();
        long ticket = change.send(session);
        while (ticket == KeyValueSession.BACK_PRESSURED && System.nanoTime() - startNs < CHANGE_TIMEOUT_NS) {
            LockSupport.parkNanos(RETRY_NS);
            ticket = change.send(session);
        }
        if (ticket < 0) {
            // A closed or failed writer says so; else the lane has been full for all that time.
            session.awaitApplied(session.lastTicket(), 0, TimeUnit.NANOSECONDS);
            throw new StoreTimeoutException("the change could not be sent; nothing was stored", CHANGE_TIMEOUT_NS);
        }
        return ticket;
    }

    private static byte[] bytes(final ByteBuffer buffer) {
        final byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    /** Carry out what was sent, force everything and close the store. Does nothing when it is closed. */
    @Override
    public void close() {
        sessions.close();
        readers.close();
        store.close();
    }

    @Override
    public String toString() {
        return "ByteKeyValueStore[" + store.config().log().path() + "]";
    }
}
