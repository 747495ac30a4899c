package io.varve.perf.bench.peers;

import io.varve.perf.bench.KeyValueData;
import io.varve.perf.bench.KeyValueTarget;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/**
 * MapDB's hash map in a mapped file, without transactions, as its documentation advises for speed. It serializes what
 * it is given at once, so that arrays are used again; what it returns is a new array.
 */
public final class MapDbTarget implements KeyValueTarget {

    private static final long INCREMENT = 64 << 20;

    private final byte[] key = new byte[KeyValueData.KEY_LENGTH];
    private final byte[] putKey = new byte[KeyValueData.KEY_LENGTH];
    private final byte[] putValue = new byte[KeyValueData.VALUE_LENGTH];
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    private final UnsafeBuffer putKeyBuffer = new UnsafeBuffer(putKey);
    private final UnsafeBuffer putValueBuffer = new UnsafeBuffer(putValue);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[KeyValueData.VALUE_LENGTH]);
    private DB db;
    private HTreeMap<byte[], byte[]> map;

    /** For the trials. */
    public MapDbTarget() {
        KeyValueData.fill(putValueBuffer);
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        db = DBMaker.fileDB(directory.resolve("store").toFile()).fileMmapEnable().fileMmapPreclearDisable()
            .allocateStartSize(INCREMENT).allocateIncrement(INCREMENT).make();
        map = db.hashMap("kv", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).create();
    }

    @Override
    public void put(final long keyNumber) {
        KeyValueData.putKey(putKeyBuffer, keyNumber);
        KeyValueData.putNumber(putValueBuffer, keyNumber);
        map.put(putKey, putValue);
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
    public void close() {
        db.close();
    }
}
