package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyValueReaderTest {

    private static final int KEYS = 100;

    private final StoreDriver driver = new StoreDriver(KeyValueConfig.at(Path.of("read-in-memory"))
        .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[1 << 12]);
    private final KeyValueMultiGet request = new KeyValueMultiGet(KEYS);

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldSayWhetherAKeyIsThere() {
        assertFalse(driver.exists("a"));
        driver.put("a", "");
        assertTrue(driver.exists("a"));
        driver.delete("a");
        assertFalse(driver.exists("a"));
    }

    @Test
    void shouldTellTypeAndVersionOfWhatWasReadLast() {
        final long version = driver.put(new PutOptions().valueType(PutOptions.MAX_VALUE_TYPE), "a", "1");
        assertEquals("1", driver.get("a"));
        assertEquals(version, driver.reader().lastVersion());
        assertEquals(14, driver.reader().lastValueType());
        driver.get("b");
        assertEquals(0, driver.reader().lastVersion());
        assertEquals(0, driver.reader().lastValueType());
    }

    @Test
    void shouldCopyARangeOut() {
        driver.put("a", "0123456789");
        assertEquals("345", range(3, 3));
        assertEquals("789", range(7, 100));
        assertEquals("", range(10, 1));
        assertEquals("", range(1_000, 1));
        assertEquals("", range(Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertEquals("", range(5, 0));
        final UnsafeBuffer key = StoreDriver.bytes("b");
        assertEquals(KeyValueResult.NOT_FOUND, driver.reader().getRange(key, 0, 1, 0, 1, target, 0));
        assertThrows(ConfigurationException.class, () -> driver.reader().getRange(key, 0, 1, -1, 1, target, 0));
        assertThrows(ConfigurationException.class, () -> driver.reader().getRange(key, 0, 1, 0, -1, target, 0));
    }

    private String range(final int from, final int length) {
        final int copied = driver.reader().getRange(StoreDriver.bytes("a"), 0, 1, from, length, target, 7);
        return target.getStringWithoutLengthUtf8(7, copied);
    }

    @Test
    void shouldCopyOfARangeWhatFits() {
        driver.put("a", "0123456789");
        final UnsafeBuffer small = new UnsafeBuffer(new byte[4]);
        assertEquals(8, driver.reader().getRange(StoreDriver.bytes("a"), 0, 1, 2, 100, small, 1));
        assertEquals("234", small.getStringWithoutLengthUtf8(1, 3));
    }

    private void addKeys(final String... keys) {
        final UnsafeBuffer all = StoreDriver.bytes(String.join("", keys));
        request.begin(all);
        int offset = 0;
        for (final String key : keys) {
            request.add(offset, key.length());
            offset += key.length();
        }
    }

    private String value(final int i) {
        return target.getStringWithoutLengthUtf8(request.valueOffset(i), request.valueLength(i));
    }

    @Test
    void shouldReadManyKeysAtOnce() {
        final String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "key" + i;
            if (i % 3 != 0) {
                driver.put(new PutOptions().valueType(i % 15), keys[i], "value" + i);
            }
        }
        addKeys(keys);
        assertEquals(66, driver.reader().multiGet(request, target, 5));
        for (int i = 0; i < KEYS; i++) {
            if (i % 3 != 0) {
                assertEquals("value" + i, value(i));
                assertEquals(driver.version(keys[i]), request.version(i));
                assertEquals(i % 15, request.valueType(i));
            } else {
                assertEquals(KeyValueResult.NOT_FOUND, request.valueLength(i));
                assertEquals(0, request.version(i));
            }
        }
    }

    @Test
    void shouldReadManyKeysInASession() {
        driver.put("a", "1");
        driver.reader().begin();
        addKeys("a", "a");
        assertEquals(2, driver.reader().multiGet(request, target, 0));
        assertEquals(1, driver.reader().length(StoreDriver.bytes("a"), 0, 1));
        driver.reader().end();
        request.begin(target);
        assertEquals(0, driver.reader().multiGet(request, target, 0));
    }

    @Test
    void shouldLeaveOutValuesThatDoNotFit() {
        driver.put("a", "x".repeat(4_000));
        driver.put("b", "y".repeat(1_000));
        driver.put("c", "z");
        addKeys("a", "b", "c");
        assertEquals(3, driver.reader().multiGet(request, target, 0));
        assertEquals(KeyValueMultiGet.NOT_COPIED, request.valueOffset(1));
        assertEquals(1_000, request.valueLength(1));
        assertEquals("z", value(2));
    }

    @Test
    void shouldRefuseWrongRequests() {
        assertThrows(ConfigurationException.class, () -> new KeyValueMultiGet(0));
        final KeyValueMultiGet small = new KeyValueMultiGet(1).begin(new UnsafeBuffer(new byte[10_000]));
        assertThrows(ConfigurationException.class, () -> small.add(0, 0));
        small.add(0, 5_000);
        assertThrows(ConfigurationException.class, () -> small.add(0, 1));
        assertThrows(ConfigurationException.class, () -> driver.reader().multiGet(small, target, 0));
        driver.store().close();
        addKeys("a");
        assertThrows(StoreClosedException.class, () -> driver.reader().multiGet(request, target, 0));
    }
}
