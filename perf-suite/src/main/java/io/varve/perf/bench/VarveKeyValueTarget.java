package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.kv.KeyValueConfig;
import io.varve.kv.KeyValueMultiGet;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.kv.KeyValueWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Varve's key-value store: not told how many keys there will be, and like its peers without syncing. */
public final class VarveKeyValueTarget implements KeyValueTarget {

    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH));
    private final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH));
    private final UnsafeBuffer putKey = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH));
    private final UnsafeBuffer putValue = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH));
    private final UnsafeBuffer keys = new UnsafeBuffer(ByteBuffer.allocateDirect(MULTI * KeyValueData.KEY_LENGTH));
    private final UnsafeBuffer values = new UnsafeBuffer(ByteBuffer.allocateDirect(MULTI * KeyValueData.VALUE_LENGTH));
    private final UnsafeBuffer keyOfMany = new UnsafeBuffer(0, 0);
    private final KeyValueMultiGet many = new KeyValueMultiGet(MULTI);
    private KeyValueStore store;
    private KeyValueWriter writer;
    private KeyValueReader reader;

    /** For the trials. */
    public VarveKeyValueTarget() {
        KeyValueData.fill(putValue);
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        store = KeyValueStore.open(KeyValueConfig.at(directory).durability(Durability.NONE).build());
        writer = store.writer();
        reader = store.reader();
    }

    @Override
    public void put(final long keyNumber) {
        KeyValueData.putKey(putKey, keyNumber);
        KeyValueData.putNumber(putValue, keyNumber);
        if (writer.put(putKey, 0, KeyValueData.KEY_LENGTH, putValue, 0, KeyValueData.VALUE_LENGTH) < 0) {
            throw new IllegalStateException("key " + keyNumber + " was not put");
        }
    }

    @Override
    public int get(final long keyNumber) {
        KeyValueData.putKey(key, keyNumber);
        final int length = reader.get(key, 0, KeyValueData.KEY_LENGTH, value, 0);
        return length < 0 ? -1 : length;
    }

    @Override
    public int multiGet(final long[] keyNumbers) {
        many.begin(keys);
        for (int i = 0; i < keyNumbers.length; i++) {
            final int offset = i * KeyValueData.KEY_LENGTH;
            keyOfMany.wrap(keys, offset, KeyValueData.KEY_LENGTH);
            KeyValueData.putKey(keyOfMany, keyNumbers[i]);
            many.add(offset, KeyValueData.KEY_LENGTH);
        }
        reader.multiGet(many, values, 0);
        int sum = 0;
        for (int i = 0; i < keyNumbers.length; i++) {
            sum += many.valueLength(i);
        }
        value.putBytes(0, values, many.valueOffset(keyNumbers.length - 1), KeyValueData.VALUE_LENGTH);
        return sum;
    }

    @Override
    public long lastNumber() {
        return KeyValueData.number(value);
    }

    @Override
    public void close() {
        reader.close();
        store.close();
    }
}
