package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.index.IndexScan;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyValueExpiryTest {

    private static final long START_MS = 1_700_000_000_000L;

    private final EngineAgents agents = EngineAgents.invoked();
    private final MemoryStorage storage = new MemoryStorage();
    private long nowMs = START_MS;
    private long elapsedNs;
    private StoreDriver driver = new StoreDriver(config(StoreTime.WALL));

    private KeyValueConfig config(final StoreTime time) {
        return KeyValueConfig.at(Path.of("expiry-in-memory")).storeTime(time)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
                .clock(() -> TimeUnit.MILLISECONDS.toNanos(nowMs)).monotonicClock(() -> elapsedNs))
            .build();
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void reopen(final StoreTime time) {
        driver.close();
        driver = new StoreDriver(config(time));
    }

    private void pass(final long ms) {
        nowMs += ms;
        elapsedNs += TimeUnit.SECONDS.toNanos(10);
        agents.doWork();
    }

    private long put(final String key, final String value, final long ms) {
        return driver.put(new PutOptions().expireAt(nowMs + ms), key, value);
    }

    @Test
    void shouldForgetAKeyWhenItsTimeIsOver() {
        put("a", "1", 10);
        assertEquals(START_MS + 10, driver.expireAt("a"));
        pass(9);
        assertEquals("1", driver.get("a"));
        pass(1);
        assertNull(driver.get("a"));
        assertFalse(driver.exists("a"));
        assertEquals(0, driver.version("a"));
        assertEquals(KeyValueResult.NOT_FOUND, driver.expireAt("a"));
    }

    @Test
    void shouldNotReadExpiredKeysAmongMany() {
        put("a", "1", 10);
        driver.put("b", "2");
        pass(10);
        final KeyValueMultiGet request = new KeyValueMultiGet(2).begin(StoreDriver.bytes("ab"));
        request.add(0, 1);
        request.add(1, 1);
        assertEquals(1, driver.reader().multiGet(request, StoreDriver.bytes("target"), 0));
        assertEquals(KeyValueResult.NOT_FOUND, request.valueLength(0));
        assertEquals(1, request.valueLength(1));
    }

    @Test
    void shouldSayThatAKeyHasNoEnd() {
        driver.put("a", "1");
        assertEquals(0, driver.expireAt("a"));
    }

    @Test
    void shouldChangeTheEnd() {
        driver.put(new PutOptions().valueType(2), "a", "1");
        final long version = driver.expireAt("a", nowMs + 10);
        assertEquals(version, driver.version("a"));
        assertEquals(version, driver.expireAt("a", nowMs + 10));
        assertEquals(version, driver.version("a"));
        assertEquals(2, driver.reader().lastValueType());
        assertTrue(driver.writer().persist(StoreDriver.bytes("a"), 0, 1) > version);
        assertEquals(0, driver.expireAt("a"));
        pass(10);
        assertEquals("1", driver.get("a"));
        assertEquals(KeyValueResult.NOT_FOUND, driver.expireAt("b", nowMs + 10));
    }

    @Test
    void shouldDeleteAKeyThatIsToEndInThePast() {
        driver.put("a", "1");
        assertTrue(driver.expireAt("a", nowMs) > 0);
        assertNull(driver.get("a"));
        assertEquals(0, driver.store().size());
    }

    @Test
    void shouldForgetAtOnceWhatIsPutWithAnEndInThePast() {
        driver.put("a", "1");
        assertTrue(put("a", "2", 0) > 0);
        assertNull(driver.get("a"));
        reopen(StoreTime.WALL);
        assertNull(driver.get("a"));
    }

    @Test
    void shouldKeepTheEndWhenToldTo() {
        put("a", "1", 10);
        driver.put(new PutOptions().keepExpiry(), "a", "2");
        assertEquals(START_MS + 10, driver.expireAt("a"));
        driver.put("a", "3");
        assertEquals(0, driver.expireAt("a"));
        driver.put(new PutOptions().keepExpiry(), "b", "2");
        assertEquals(0, driver.expireAt("b"));
    }

    @Test
    void shouldTakeAnExpiredKeyForAbsentAtTheTimeOfTheCommand() {
        put("a", "1", 10);
        // No agent has looked at the clock since.
        nowMs += 10;
        assertEquals(KeyValueResult.NOT_FOUND, driver.delete("a"));
        assertEquals(KeyValueResult.CONFLICT, driver.replace("a", "2"));
        assertEquals(KeyValueResult.NOT_FOUND, driver.expireAt("a", nowMs + 1));
        assertTrue(driver.putIfAbsent("a", "3") > 0);
        assertEquals("3", driver.get("a"));
        driver.add("b", 5);
        driver.expireAt("b", nowMs + 10);
        driver.add("b", 1);
        assertEquals(nowMs + 10, driver.expireAt("b"));
        nowMs += 10;
        driver.add("b", 1);
        assertEquals(1, driver.counter("b"));
        assertEquals(0, driver.expireAt("b"));
    }

    @Test
    void shouldNotAppendToAnExpiredValue() {
        put("a", "1", 10);
        nowMs += 10;
        driver.append("a", "2");
        assertEquals("2", driver.get("a"));
    }

    @Test
    void shouldNotRestoreWhatHasExpired() {
        put("a", "1", 10);
        final long position = driver.writer().position();
        driver.put("a", "2");
        assertTrue(driver.restore("a", position) > 0);
        assertEquals(START_MS + 10, driver.expireAt("a"));
        driver.put("a", "3");
        nowMs += 10;
        assertEquals(KeyValueResult.GONE, driver.restore("a", position));
    }

    @Test
    void shouldRefuseTimesOutOfRange() {
        driver.put("a", "1");
        assertThrows(ConfigurationException.class, () -> new PutOptions().expireAt(-1));
        final ConfigurationException refused =
            assertThrows(ConfigurationException.class, () -> driver.expireAt("a", START_MS * 1_000_000));
        assertTrue(refused.getMessage().contains("milliseconds since the Unix epoch"), refused.getMessage());
        assertEquals("1", driver.get("a"));
    }

    @Test
    void shouldKnowTheTimeBeforeAnythingIsAppended() {
        put("a", "1", 10);
        reopen(StoreTime.WALL);
        assertEquals("1", driver.get("a"));
        nowMs += 10;
        assertNull(driver.get("a"));
        nowMs -= 5;
        assertNull(driver.get("a"));
    }

    @Test
    void shouldNotLetKeysLiveAgainWhenTheClockIsSetBack() {
        put("a", "1", 10);
        pass(10);
        driver.put("b", "1");
        nowMs -= 1_000;
        reopen(StoreTime.WALL);
        assertNull(driver.get("a"));
        assertTrue(driver.putIfAbsent("a", "2") > 0);
        assertEquals("2", driver.get("a"));
        agents.doWork();
        assertEquals("2", driver.get("a"));
    }

    @Test
    void shouldClearEntriesOfExpiredKeysAndWriteNothing() {
        for (int i = 0; i < 3_000; i++) {
            put("key" + i, "value", i % 3 == 0 ? 100 : 10);
        }
        driver.put("b", "1");
        final long position = driver.writer().position();
        pass(10);
        for (int i = 0; i < 1_000; i++) {
            pass(0);
            driver.writer().doWork();
        }
        assertEquals(2_000, driver.store().expiredKeys());
        assertEquals(1_001, driver.store().size());
        assertEquals("value", driver.get("key3"));
        assertEquals(position, driver.writer().position());
        assertTrue(driver.put("key1", "again") > 0);
        assertEquals(-1, driver.writer().replacedPosition());
        reopen(StoreTime.WALL);
        assertNull(driver.get("key2"));
        assertEquals("again", driver.get("key1"));
    }

    @Test
    void shouldClearSomeEntriesWithEachOperation() {
        put("a", "1", 10);
        put("c", "1", 10);
        final long live = driver.liveBytes();
        driver.put("b", "1");
        final long oneRecord = driver.liveBytes() - live;
        pass(10);
        for (int i = 0; i < 1_000 && driver.store().expiredKeys() < 2; i++) {
            pass(0);
            driver.put("b", "1");
        }
        assertEquals(2, driver.store().expiredKeys());
        assertEquals(1, driver.store().size());
        assertEquals(oneRecord, driver.liveBytes());
    }

    @Test
    void shouldNotClearWhatWasPutAnewMeanwhile() {
        put("a", "1", 10);
        put("c", "1", 10);
        pass(10);
        for (int i = 0; i < 1_000; i++) {
            pass(0);
        }
        // Both entries wait for the writer; the put looks at them before it begins.
        driver.writer().put(StoreDriver.bytes("a"), 0, 1, StoreDriver.bytes("2"), 0, 1);
        driver.writer().doWork();
        assertEquals("2", driver.get("a"));
        assertEquals(1, driver.store().size());
    }

    @Test
    void shouldNotClearWhatHasNotExpired() {
        put("a", "1", 10);
        driver.put("b", "1");
        final IndexScan scan = driver.store().index().table().scan();
        long cursor = scan.begin();
        int handedOver = 0;
        while (cursor != IndexScan.END) {
            for (int i = scan.read(cursor) - 1; i >= 0; i--) {
                driver.store().expiredEntries().offer(scan.hash(i), scan.address(i));
                handedOver++;
            }
            cursor = scan.after(cursor);
        }
        assertEquals(2, handedOver);
        assertEquals(2, driver.writer().doWork());
        assertEquals(2, driver.store().size());
        assertEquals(0, driver.store().expiredKeys());
        assertEquals("1", driver.get("a"));
    }

    @Test
    void shouldGoByTheTimeOfCommands() {
        reopen(StoreTime.COMMAND);
        final KeyValueWriter writer = driver.writer();
        writer.commandTimeMs(1_000);
        driver.put(new PutOptions().expireAt(1_010), "a", "1");
        pass(1_000_000);
        assertEquals("1", driver.get("a"));
        writer.commandTimeMs(1_010);
        assertEquals("1", driver.get("a"));
        // The condition goes by the time of its command, and the store's time is that of records only.
        assertEquals(KeyValueResult.CONFLICT, driver.replace("a", "2"));
        assertEquals("1", driver.get("a"));
        driver.put("b", "1");
        assertNull(driver.get("a"));
        writer.commandTimeMs(1_005);
        driver.put("b", "2");
        assertNull(driver.get("a"));
        reopen(StoreTime.COMMAND);
        assertNull(driver.get("a"));
        assertEquals("2", driver.get("b"));
    }

    @Test
    void shouldStampRecordsWithTheTimeOfCommands() throws Exception {
        driver.close();
        driver = new StoreDriver(config(StoreTime.COMMAND));
        driver.writer().commandTimeMs(5);
        driver.put("a", "1");
        driver.writer().commandTimeMs(4);
        driver.delete("a");
        driver.close();
        for (final LoggedRecords.Logged record : LoggedRecords.of(config(StoreTime.COMMAND))) {
            assertEquals(5_000_000, record.timestampNs());
        }
        driver = new StoreDriver(config(StoreTime.COMMAND));
    }

    @Test
    void shouldRefuseCommandTimesWhereTheyDoNotBelong() {
        assertThrows(ConfigurationException.class, () -> driver.writer().commandTimeMs(1));
        reopen(StoreTime.COMMAND);
        assertThrows(ConfigurationException.class, () -> driver.writer().commandTimeMs(-1));
        assertThrows(ConfigurationException.class, () -> driver.writer().commandTimeMs(Long.MAX_VALUE));
    }
}
