package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyValueScanTest {

    private final MemoryStorage storage = new MemoryStorage();
    private StoreDriver driver = open();
    private KeyValueScan scan = driver.store().scan();
    private final List<String> keys = new ArrayList<>();

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(Path.of("scanned"))
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    }

    @AfterEach
    void close() {
        scan.close();
        driver.close();
    }

    private static String text(final DirectBuffer buffer) {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    private long step(final long cursor) {
        return scan.next(cursor, 10, entry -> keys.add(text(entry.key())));
    }

    private void toEnd(final long from) {
        long cursor = from;
        do {
            cursor = step(cursor);
        } while (cursor != KeyValueScan.END);
    }

    @Test
    void shouldHandOutEveryKeyOnce() {
        for (int i = 0; i < 3_000; i++) {
            driver.put("key" + i, "value" + i);
        }
        toEnd(KeyValueScan.START);
        assertEquals(3_000, keys.size());
        assertEquals(3_000, new HashSet<>(keys).size());
    }

    @Test
    @Tag("slow")
    void shouldHandOutWhatIsThereFromBeginToEndWhileTheIndexGrows() {
        for (int i = 0; i < 2_000; i++) {
            driver.put("key" + i, "value");
        }
        long cursor = step(KeyValueScan.START);
        for (int i = 0; i < 60_000; i++) {
            driver.put("more" + i, "value");
            if (i % 3_000 == 0) {
                cursor = step(cursor);
            }
            driver.put("key" + i % 2_000, "again");
        }
        toEnd(cursor);
        final Set<String> seen = new HashSet<>(keys);
        for (int i = 0; i < 2_000; i++) {
            assertTrue(seen.contains("key" + i), "key" + i);
        }
    }

    @Test
    void shouldGoOnAfterReopening() {
        for (int i = 0; i < 2_000; i++) {
            driver.put("key" + i, "value");
        }
        final long cursor = step(KeyValueScan.START);
        scan.close();
        driver.close();
        driver = open();
        scan = driver.store().scan();
        toEnd(cursor);
        assertEquals(2_000, keys.size());
        assertEquals(2_000, new HashSet<>(keys).size());
    }

    @Test
    void shouldBeginAnewWithACursorOfAnotherStore() {
        driver.put("key", "value");
        toEnd(0x7fff_0000_1234_5678L);
        assertEquals(List.of("key"), keys);
    }

    @Test
    void shouldHandOutOnlyWhatIsWanted() {
        driver.put("a1", "1");
        driver.put("a2", "2");
        driver.put("b1", "3");
        driver.writer().addAndGet(5, StoreDriver.bytes("a3"), 0, 2);
        final DirectBuffer prefix = StoreDriver.bytes("a");
        scan.prefix(prefix, 0, 1);
        toEnd(KeyValueScan.START);
        assertEquals(Set.of("a1", "a2", "a3"), Set.copyOf(keys));
        keys.clear();
        scan.valueType(15);
        toEnd(KeyValueScan.START);
        assertEquals(List.of("a3"), keys);
    }

    @Test
    void shouldShowValueVersionAndTime() {
        final long version = driver.put("key", "value");
        scan.next(KeyValueScan.START, Integer.MAX_VALUE, entry -> {
            assertEquals("value", text(entry.value()));
            assertEquals(version, entry.version());
            assertEquals(0, entry.expireAt());
            assertTrue(entry.timestampNs() > 0);
            keys.add(text(entry.key()));
        });
        assertEquals(List.of("key"), keys);
    }

    @Test
    void shouldRefuseNonsense() {
        assertThrows(ConfigurationException.class, () -> scan.next(KeyValueScan.START, 0, entry -> { }));
        assertThrows(ConfigurationException.class, () -> scan.valueType(16));
        assertThrows(ConfigurationException.class, () -> scan.prefix(StoreDriver.bytes("a"), 0, -1));
        driver.store().close();
        assertThrows(StoreClosedException.class, () -> step(KeyValueScan.START));
    }
}
