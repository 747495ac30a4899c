package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyValueStoreTest {

    private static final Path PATH = Path.of("accounts-in-memory");

    private final MemoryStorage storage = new MemoryStorage();
    private final KeyValueConfig config = KeyValueConfig.at(PATH)
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build();
    private StoreDriver driver = new StoreDriver(config);

    @AfterEach
    void close() {
        driver.close();
    }

    private void reopen() {
        driver.close();
        driver = new StoreDriver(config);
    }

    @Test
    void shouldReturnWhatWasPut() {
        final long version = driver.put("a", "1");
        assertEquals("1", driver.get("a"));
        assertEquals(version, driver.version("a"));
        assertEquals(1, driver.store().size());
        assertNull(driver.get("b"));
        assertEquals(0, driver.version("b"));
    }

    @Test
    void shouldReturnTheLastValueAlsoAfterReopening() {
        driver.put("a", "1");
        final long version = driver.put("a", "22");
        assertEquals("22", driver.get("a"));
        reopen();
        assertEquals("22", driver.get("a"));
        assertEquals(version, driver.version("a"));
        assertEquals(1, driver.store().size());
    }

    @Test
    void shouldForgetWhatWasDeletedAlsoAfterReopening() {
        driver.put("a", "1");
        assertTrue(driver.delete("a") > 1);
        assertNull(driver.get("a"));
        assertEquals(KeyValueResult.NOT_FOUND, driver.delete("a"));
        reopen();
        assertNull(driver.get("a"));
        assertEquals(0, driver.store().size());
    }

    @Test
    void shouldTakeAnEmptyValue() {
        driver.put("a", "");
        assertEquals("", driver.get("a"));
    }

    @Test
    void shouldPutOnlyUnderItsCondition() {
        assertEquals(KeyValueResult.CONFLICT, driver.replace("a", "0"));
        final long first = driver.putIfAbsent("a", "1");
        assertEquals(KeyValueResult.CONFLICT, driver.putIfAbsent("a", "2"));
        assertEquals(KeyValueResult.CONFLICT, driver.putIfVersion(first + 1, "a", "3"));
        final long second = driver.putIfVersion(first, "a", "4");
        assertTrue(second > first);
        assertEquals("4", driver.get("a"));
        assertTrue(driver.replace("a", "5") > second);
        assertTrue(driver.putIfVersion(0, "b", "6") > 0);
        assertEquals(KeyValueResult.CONFLICT, driver.putIfVersion(0, "b", "7"));
        assertEquals(KeyValueResult.CONFLICT, driver.deleteIfVersion(1, "b"));
        assertEquals(KeyValueResult.CONFLICT, driver.deleteIfVersion(1, "c"));
        assertTrue(driver.deleteIfVersion(driver.version("b"), "b") > 0);
        assertNull(driver.get("b"));
    }

    @Test
    void shouldShowAValueWhereItIsUntilTheSessionEnds() {
        driver.put("a", "there");
        final UnsafeBuffer key = StoreDriver.bytes("a");
        final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        assertThrows(IllegalStateException.class, () -> driver.reader().view(key, 0, 1, view));
        driver.reader().begin();
        assertEquals(5, driver.reader().view(key, 0, 1, view));
        driver.put("a", "elsewhere");
        assertEquals("there", view.getStringWithoutLengthUtf8(0, 5));
        assertEquals(9, driver.reader().length(key, 0, 1));
        driver.reader().end();
    }

    @Test
    void shouldHoldTheSameAsAMapThroughSegmentsAndReopening() {
        final Random random = new Random(1);
        final Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            final String key = "key" + random.nextInt(500);
            if (random.nextInt(4) == 0) {
                assertEquals(model.remove(key) != null, driver.delete(key) > 0);
            } else {
                final String value = "v" + i + "x".repeat(random.nextInt(100));
                assertTrue(driver.put(key, value) > 0);
                model.put(key, value);
            }
            if (i % 5_000 == 4_999) {
                reopen();
                assertSame(model);
            }
        }
    }

    private void assertSame(final Map<String, String> model) {
        assertEquals(model.size(), driver.store().size());
        for (int i = 0; i < 500; i++) {
            assertEquals(model.get("key" + i), driver.get("key" + i));
        }
    }

    @Test
    void shouldRefuseKeysAndValuesOutOfRange() {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1 << 17]);
        assertThrows(ConfigurationException.class, () -> driver.writer().put(bytes, 0, 0, bytes, 0, 1));
        assertThrows(ConfigurationException.class, () -> driver.writer().put(bytes, 0, 4097, bytes, 0, 1));
        assertThrows(ConfigurationException.class, () -> driver.writer().put(bytes, 0, 1, bytes, 0, -1));
        assertThrows(ConfigurationException.class, () -> driver.reader().get(bytes, 0, 0, bytes, 0));
        assertThrows(NullPointerException.class, () -> driver.writer().put(null, 0, 1, bytes, 0, 1));
    }

    @Test
    void shouldRefuseToBeUsedWhenClosed() {
        driver.put("a", "1");
        driver.store().close();
        assertThrows(StoreClosedException.class, () -> driver.put("a", "2"));
        assertThrows(StoreClosedException.class, () -> driver.get("a"));
        assertThrows(StoreClosedException.class, () -> driver.store().reader());
    }

    @Test
    void shouldNotBeOpenedAsARecordLog() {
        driver.put("a", "1");
        driver.close();
        final ConfigurationException refused =
            assertThrows(ConfigurationException.class, () -> RecordLog.open(config.log()));
        assertTrue(refused.getMessage().contains("a key-value store, not a record log"), refused.getMessage());
        driver = new StoreDriver(config);
    }
}
