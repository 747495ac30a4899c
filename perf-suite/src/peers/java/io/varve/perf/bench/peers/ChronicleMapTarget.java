package io.varve.perf.bench.peers;

import io.varve.perf.bench.KeyValueData;
import io.varve.perf.bench.KeyValueTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Chronicle Map in a file, with keys and values of constant size as byte arrays that are used again. It cannot be made
 * without the number of entries, and is told the right one.
 */
public final class ChronicleMapTarget implements KeyValueTarget {

    private final byte[] key = new byte[KeyValueData.KEY_LENGTH];
    private final byte[] putKey = new byte[KeyValueData.KEY_LENGTH];
    private final byte[] putValue = new byte[KeyValueData.VALUE_LENGTH];
    private final byte[] value = new byte[KeyValueData.VALUE_LENGTH];
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    private final UnsafeBuffer putKeyBuffer = new UnsafeBuffer(putKey);
    private final UnsafeBuffer putValueBuffer = new UnsafeBuffer(putValue);
    private final UnsafeBuffer valueBuffer = new UnsafeBuffer(value);
    private ChronicleMap<byte[], byte[]> map;

    /** For the trials. */
    public ChronicleMapTarget() {
        KeyValueData.fill(putValueBuffer);
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        try {
            map = ChronicleMapBuilder.of(byte[].class, byte[].class).name("kv").entries(expectedKeys)
                .constantKeySizeBySample(key).constantValueSizeBySample(value).putReturnsNull(true)
                .createPersistedTo(directory.resolve("map").toFile());
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
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
        final byte[] found = map.getUsing(key, value);
        if (found == null) {
            return -1;
        }
        if (found != value) {
            throw new IllegalStateException("the array that was lent was not used");
        }
        return found.length;
    }

    @Override
    public long lastNumber() {
        return KeyValueData.number(valueBuffer);
    }

    @Override
    public void close() {
        map.close();
    }
}
