package io.varve.perf.bench.peers;

import io.varve.perf.bench.KeyValueData;
import io.varve.perf.bench.KeyValueTarget;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * MVStore in a file, with its default of a thread that commits once a second or when enough has changed, without
 * syncing; the cache of pages takes half of the heap. It keeps the arrays that it is given, so a put makes new ones.
 */
public final class MvStoreTarget implements KeyValueTarget {

    private static final int CACHE_MB = 512;

    private final byte[] key = new byte[KeyValueData.KEY_LENGTH];
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[KeyValueData.VALUE_LENGTH]);
    private final byte[] model = new byte[KeyValueData.VALUE_LENGTH];
    private final UnsafeBuffer newKey = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer newValue = new UnsafeBuffer(0, 0);
    private MVStore store;
    private MVMap<byte[], byte[]> map;

    /** For the trials. */
    public MvStoreTarget() {
        KeyValueData.fill(new UnsafeBuffer(model));
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        store = new MVStore.Builder().fileName(directory.resolve("store").toString()).cacheSize(CACHE_MB).open();
        map = store.openMap("kv", new MVMap.Builder<byte[], byte[]>().keyType(ByteArrayDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public void put(final long keyNumber) {
        final byte[] keyBytes = new byte[KeyValueData.KEY_LENGTH];
        final byte[] valueBytes = model.clone();
        newKey.wrap(keyBytes);
        newValue.wrap(valueBytes);
        KeyValueData.putKey(newKey, keyNumber);
        KeyValueData.putNumber(newValue, keyNumber);
        map.put(keyBytes, valueBytes);
    }

    @Override
    public int get(final long keyNumber) {
        KeyValueData.putKey(keyBuffer, keyNumber);
        final byte[] found = map.get(key);
        if (found == null) {
            return -1;
        }
        value.putBytes(0, found);
        return found.length;
    }

    @Override
    public long lastNumber() {
        return KeyValueData.number(value);
    }

    @Override
    public void settle() {
        store.commit();
    }

    @Override
    public void close() {
        store.close();
    }
}
