package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.io.MemoryStorage;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.LogConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyValueBatchTest {

    private final MemoryStorage storage = new MemoryStorage();
    private long nowNs = 1_000_000_000L;
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("batches-in-memory"))
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).clock(() -> nowNs)).build();
    private StoreDriver driver = new StoreDriver(config);
    private KeyValueBatch batch = driver.writer().newBatch();

    @AfterEach
    void close() {
        driver.close();
    }

    private void reopen() {
        driver.close();
        driver = new StoreDriver(config);
        batch = driver.writer().newBatch();
    }

    private int put(final PutOptions options, final String key, final String value) {
        final UnsafeBuffer keyBytes = StoreDriver.bytes(key);
        final UnsafeBuffer valueBytes = StoreDriver.bytes(value);
        return batch.put(options, keyBytes, 0, keyBytes.capacity(), valueBytes, 0, valueBytes.capacity());
    }

    private int put(final String key, final String value) {
        return put(new PutOptions(), key, value);
    }

    private int delete(final String key) {
        final UnsafeBuffer keyBytes = StoreDriver.bytes(key);
        return batch.delete(keyBytes, 0, keyBytes.capacity());
    }

    private int deleteIfVersion(final long version, final String key) {
        final UnsafeBuffer keyBytes = StoreDriver.bytes(key);
        return batch.deleteIfVersion(version, keyBytes, 0, keyBytes.capacity());
    }

    private int add(final String key, final long delta) {
        final UnsafeBuffer keyBytes = StoreDriver.bytes(key);
        return batch.add(delta, keyBytes, 0, keyBytes.capacity());
    }

    private long commit() {
        return driver.writer().commit(batch);
    }

    @Test
    void shouldChangeAllKeys() {
        driver.put("a", "1");
        driver.put("b", "1");
        put("a", "2");
        delete("b");
        put(new PutOptions().ifAbsent().valueType(3), "c", "2");
        add("d", 5);
        final long last = commit();
        assertEquals(last, batch.result(3));
        for (int i = 0; i < 2; i++) {
            assertEquals("2", driver.get("a"));
            assertEquals(last - 3, driver.version("a"));
            assertNull(driver.get("b"));
            assertEquals("2", driver.get("c"));
            assertEquals(3, driver.reader().lastValueType());
            assertEquals(5, driver.counter("d"));
            assertEquals(last, driver.version("d"));
            assertEquals(3, driver.store().size());
            if (i == 0) {
                assertEquals(5, batch.counterValue(3));
                reopen();
            }
        }
    }

    @Test
    void shouldStoreNothingWhenAConditionDoesNotHold() {
        final long version = driver.put("a", "1");
        put("b", "2");
        put(new PutOptions().ifVersion(version + 1), "a", "2");
        put("c", "2");
        assertEquals(KeyValueResult.CONFLICT, commit());
        assertEquals(1, batch.failedAt());
        assertNull(driver.get("b"));
        assertNull(driver.get("c"));
        assertEquals("1", driver.get("a"));
        assertEquals(version + 1, driver.put("d", "1"));
        batch.clear();
        deleteIfVersion(version + 1, "a");
        assertEquals(KeyValueResult.CONFLICT, commit());
        batch.clear();
        deleteIfVersion(version, "a");
        assertEquals(version + 2, commit());
        assertEquals(-1, batch.failedAt());
        assertNull(driver.get("a"));
        assertEquals(KeyValueResult.CONFLICT, commit());
    }

    @Test
    void shouldRefuseCountersThatAreNoneOrOverflow() {
        driver.put("a", "12345678");
        put("b", "1");
        add("a", 1);
        assertEquals(KeyValueResult.NOT_A_COUNTER, commit());
        assertNull(driver.get("b"));
        batch.clear();
        add("c", Long.MAX_VALUE);
        add("c", 1);
        assertEquals(KeyValueResult.OVERFLOW, commit());
        assertEquals(1, batch.failedAt());
        assertNull(driver.get("c"));
        batch.clear();
        put("d", "1");
        add("d", 1);
        assertEquals(KeyValueResult.NOT_A_COUNTER, commit());
    }

    @Test
    void shouldLetTheSecondChangeOfAKeySeeTheFirst() {
        add("a", 1);
        add("a", 2);
        put("b", "1");
        delete("b");
        put(new PutOptions().ifAbsent(), "b", "2");
        put(new PutOptions().ifPresent(), "b", "3");
        put("c", "1");
        delete("c");
        delete("c");
        assertTrue(commit() > 0);
        assertEquals(3, batch.counterValue(1));
        assertEquals(KeyValueResult.NOT_FOUND, batch.result(8));
        reopen();
        assertEquals(3, driver.counter("a"));
        assertEquals("3", driver.get("b"));
        assertNull(driver.get("c"));
        assertEquals(2, driver.store().size());
    }

    @Test
    void shouldRefuseConditionsThatContradictEachOther() {
        final long version = driver.put("a", "1");
        put(new PutOptions().ifVersion(version), "a", "2");
        put(new PutOptions().ifVersion(version), "a", "3");
        assertEquals(KeyValueResult.CONFLICT, commit());
        batch.clear();
        put(new PutOptions().ifAbsent(), "b", "2");
        put(new PutOptions().ifAbsent(), "b", "2");
        assertEquals(KeyValueResult.CONFLICT, commit());
        batch.clear();
        deleteIfVersion(version, "a");
        put(new PutOptions().ifPresent(), "a", "2");
        assertEquals(KeyValueResult.CONFLICT, commit());
        assertEquals("1", driver.get("a"));
        assertNull(driver.get("b"));
    }

    @Test
    void shouldStoreNothingForAnEmptyBatch() {
        final long position = driver.writer().position();
        assertEquals(0, commit());
        delete("a");
        assertEquals(0, commit());
        assertEquals(KeyValueResult.NOT_FOUND, batch.result(0));
        assertEquals(position, driver.writer().position());
    }

    @Test
    void shouldTakeAnExpiredKeyForAbsent() {
        driver.put(new PutOptions().expireAt(1_010), "a", "1");
        driver.add("c", 1);
        driver.expireAt("c", 1_010);
        nowNs += 10_000_000;
        put(new PutOptions().ifAbsent(), "a", "2");
        put(new PutOptions().expireAt(1_010), "b", "1");
        put(new PutOptions().ifAbsent(), "b", "2");
        add("c", 1);
        assertTrue(commit() > 0);
        assertEquals("2", driver.get("a"));
        assertEquals("2", driver.get("b"));
        assertEquals(1, driver.counter("c"));
        assertEquals(0, driver.expireAt("c"));
    }

    @Test
    void shouldKeepTheEndOfCountersAndWhereToldTo() {
        driver.add("a", 1);
        driver.expireAt("a", 2_000);
        add("a", 1);
        add("a", 1);
        put(new PutOptions().expireAt(3_000), "b", "1");
        put(new PutOptions().keepExpiry(), "b", "2");
        assertTrue(commit() > 0);
        assertEquals(2_000, driver.expireAt("a"));
        assertEquals(3_000, driver.expireAt("b"));
        assertEquals(3, driver.counter("a"));
    }

    @Test
    void shouldCarryTheRangesOfTombstones() throws IOException {
        final String filler = "x".repeat(4_000);
        driver.put("a", "1");
        for (int i = 0; i < 20; i++) {
            driver.put("filler", filler);
        }
        put("a", "2");
        delete("a");
        put("a", "3");
        put("b", "1");
        put("b", "2");
        delete("b");
        assertTrue(commit() > 0);
        driver.close();
        final List<LoggedRecords.Logged> records = LoggedRecords.of(config);
        final LoggedRecords.Logged first = records.get(0);
        final List<LoggedRecords.Logged> inBatch = records.subList(records.size() - 6, records.size());
        final int segment = (int) (inBatch.get(0).position() / LogConfig.MIN_SEGMENT_LENGTH);
        assertTrue(segment > 0);
        assertRange(inBatch.get(0), KeyValueDescriptor.PUT, 0, -1, first.position());
        assertRange(inBatch.get(1), KeyValueDescriptor.DELETE, 0, segment, inBatch.get(0).position());
        assertRange(inBatch.get(2), KeyValueDescriptor.PUT, TombstoneRule.NO_OLDER_VERSION, -1, -1);
        assertRange(inBatch.get(3), KeyValueDescriptor.PUT, TombstoneRule.NO_OLDER_VERSION, -1, -1);
        assertRange(inBatch.get(4), KeyValueDescriptor.PUT, segment, -1, inBatch.get(3).position());
        assertRange(inBatch.get(5), KeyValueDescriptor.DELETE, segment, segment, inBatch.get(4).position());
        driver = new StoreDriver(config);
        assertEquals("3", driver.get("a"));
        assertNull(driver.get("b"));
    }

    private static void assertRange(
        final LoggedRecords.Logged record, final int kind, final int start, final int end, final long replaced) {
        assertEquals(kind, record.kind());
        assertEquals(start, record.rangeStart());
        assertEquals(end, record.rangeEnd());
        assertEquals(replaced, record.replaced());
    }

    @Test
    void shouldRefuseMoreThanAQuarterOfASegment() {
        final String value = "x".repeat(4_000);
        int changes = 0;
        while (changes < 4) {
            assertEquals(changes++, put("key" + changes, value));
        }
        final RecordTooLargeException refused =
            assertThrows(RecordTooLargeException.class, () -> put("one more", value));
        assertTrue(refused.getMessage().contains("a quarter of a segment"), refused.getMessage());
        assertEquals(4, batch.count());
        assertEquals(LogConfig.MIN_SEGMENT_LENGTH / 4, batch.maxLength());
        for (int i = 0; i < 10; i++) {
            assertTrue(commit() > 0);
        }
        assertEquals(value, driver.get("key4"));
        assertThrows(ConfigurationException.class, () -> put("", "1"));
        assertThrows(ConfigurationException.class, () -> put("a", value + value));
    }

    @Test
    void shouldHoldTheSameAsAMapThroughSegmentsAndReopening() {
        final Random random = new Random(7);
        final Map<String, String> model = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            batch.clear();
            final Map<String, String> next = new HashMap<>(model);
            boolean holds = true;
            for (int change = random.nextInt(12); change >= 0; change--) {
                final String key = "key" + random.nextInt(40);
                final String value = "v" + i + "x".repeat(random.nextInt(60));
                if (random.nextInt(3) == 0) {
                    delete(key);
                    next.remove(key);
                } else {
                    final boolean ifAbsent = random.nextInt(20) == 0;
                    put(ifAbsent ? new PutOptions().ifAbsent() : new PutOptions(), key, value);
                    holds &= !ifAbsent || !next.containsKey(key);
                    next.put(key, value);
                }
            }
            assertEquals(holds, commit() >= 0);
            if (holds) {
                model.clear();
                model.putAll(next);
            }
            if (i % 200 == 199) {
                assertSame(model);
                final long live = driver.liveBytes();
                reopen();
                assertSame(model);
                assertEquals(live, driver.liveBytes());
            }
        }
    }

    private void assertSame(final Map<String, String> model) {
        assertEquals(model.size(), driver.store().size());
        for (int i = 0; i < 40; i++) {
            assertEquals(model.get("key" + i), driver.get("key" + i));
        }
    }
}
