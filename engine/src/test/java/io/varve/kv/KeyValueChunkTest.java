package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreFullException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.LogConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are longer than a frame takes. */
class KeyValueChunkTest {

    private static final long START_MS = 1_700_000_000_000L;

    private final SimulatedStorage storage = new SimulatedStorage(3);
    private final Random random = new Random(5);
    private long nowMs = START_MS;
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("/chunks"))
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked())
            .clock(() -> nowMs * 1_000_000L))
        .build();
    private final int chunk = config.maxFrameValueLength();
    private StoreDriver driver = new StoreDriver(config);

    @AfterEach
    void close() {
        driver.close();
    }

    private void reopen() {
        driver.close();
        driver = new StoreDriver(config);
    }

    private String text(final int length) {
        final StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private int length(final String key) {
        final UnsafeBuffer bytes = StoreDriver.bytes(key);
        return driver.reader().length(bytes, 0, bytes.capacity());
    }

    @Test
    void shouldReadAsOneWhatWasWrittenInChunks() {
        for (final int length : new int[] {chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 2 * chunk + 1, 50 * chunk + 7}) {
            final String value = text(length);
            final long version = driver.put("key", value);
            assertEquals(value, driver.get("key"));
            assertEquals(length, length("key"));
            assertEquals(version, driver.version("key"));
            assertTrue(driver.exists("key"));
            final long live = driver.liveBytes();
            reopen();
            assertEquals(value, driver.get("key"));
            assertEquals(live, driver.liveBytes());
            assertEquals(1, driver.store().size());
        }
    }

    @Test
    void shouldTakeTheLongestValueAndRefuseALongerOne() {
        final UnsafeBuffer key = StoreDriver.bytes("key");
        final UnsafeBuffer value = new UnsafeBuffer(new byte[config.maxValueLength() + 1]);
        for (int i = 0; i < value.capacity(); i += chunk) {
            value.putByte(i, (byte) (i / chunk));
        }
        assertThrows(ConfigurationException.class,
            () -> driver.writer().put(key, 0, 3, value, 0, config.maxValueLength() + 1));
        assertEquals(1, driver.writer().put(key, 0, 3, value, 0, 0));
        assertTrue(driver.writer().put(key, 0, 3, value, 0, config.maxValueLength()) > 1);
        final UnsafeBuffer found = new UnsafeBuffer(new byte[config.maxValueLength()]);
        assertEquals(found.capacity(), driver.reader().get(key, 0, 3, found, 0));
        assertEquals(0, found.compareTo(new UnsafeBuffer(value, 0, found.capacity())));
        assertEquals(KeyValueResult.TOO_LARGE, driver.append("key", "x"));
    }

    @Test
    void shouldReadRanges() {
        final String value = text(5 * chunk + 17);
        driver.put("key", value);
        final UnsafeBuffer key = StoreDriver.bytes("key");
        final UnsafeBuffer target = new UnsafeBuffer(new byte[value.length()]);
        for (int i = 0; i < 500; i++) {
            final int from = random.nextInt(value.length() + 10);
            final int length = random.nextInt(value.length() + 10);
            final String expected =
                value.substring(Math.min(from, value.length()), Math.min(from + length, value.length()));
            assertEquals(expected.length(), driver.reader().getRange(key, 0, 3, from, length, target, 0));
            assertEquals(expected, target.getStringWithoutLengthAscii(0, expected.length()));
        }
        final UnsafeBuffer small = new UnsafeBuffer(new byte[chunk + 1]);
        assertEquals(value.length(), driver.reader().get(key, 0, 3, small, 0));
        assertEquals(value.substring(0, chunk + 1), small.getStringWithoutLengthAscii(0, chunk + 1));
    }

    @Test
    void shouldShowPiecesWhereTheyAre() {
        final String value = text(3 * chunk + 5);
        driver.put("long", value);
        driver.put("short", "value");
        driver.put("empty", "");
        final KeyValueReader reader = driver.reader();
        final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        assertThrows(IllegalStateException.class, () -> reader.viewPieces(StoreDriver.bytes("long"), 0, 4));
        reader.begin();
        assertEquals(KeyValueResult.CHUNKED, reader.view(StoreDriver.bytes("long"), 0, 4, view));
        assertThrows(IllegalStateException.class, () -> reader.nextPiece(view));
        assertEquals(value.length(), reader.viewPieces(StoreDriver.bytes("long"), 0, 4));
        assertEquals(value, pieces(reader, view));
        assertEquals(5, reader.viewPieces(StoreDriver.bytes("short"), 0, 5));
        assertEquals("value", pieces(reader, view));
        assertEquals(0, reader.viewPieces(StoreDriver.bytes("empty"), 0, 5));
        assertEquals("", pieces(reader, view));
        assertEquals(KeyValueResult.NOT_FOUND, reader.viewPieces(StoreDriver.bytes("none"), 0, 4));
        assertThrows(IllegalStateException.class, () -> reader.nextPiece(view));
        reader.end();
    }

    private static String pieces(final KeyValueReader reader, final UnsafeBuffer view) {
        final StringBuilder text = new StringBuilder();
        while (reader.nextPiece(view) > 0) {
            text.append(view.getStringWithoutLengthAscii(0, view.capacity()));
        }
        return text.toString();
    }

    @Test
    void shouldReadLongValuesAmongMany() {
        final String value = text(3 * chunk + 5);
        driver.put("a", "1");
        driver.put("b", value);
        driver.put("c", "3");
        final KeyValueMultiGet request = new KeyValueMultiGet(4);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[value.length() + 2]);
        request.begin(StoreDriver.bytes("abcd"));
        for (int i = 0; i < 4; i++) {
            request.add(i, 1);
        }
        assertEquals(3, driver.reader().multiGet(request, target, 0));
        assertEquals(value, target.getStringWithoutLengthAscii(request.valueOffset(1), request.valueLength(1)));
        assertEquals("3", target.getStringWithoutLengthAscii(request.valueOffset(2), request.valueLength(2)));
        assertEquals(3, driver.reader().multiGet(request, new UnsafeBuffer(new byte[chunk]), 0));
        assertEquals(value.length(), request.valueLength(1));
        assertEquals(KeyValueMultiGet.NOT_COPIED, request.valueOffset(1));
        assertEquals(1, request.valueLength(2));
    }

    @Test
    void shouldStoreNothingWhenAConditionDoesNotHold() throws IOException {
        driver.put("key", "1");
        assertEquals(KeyValueResult.CONFLICT, driver.putIfAbsent("key", text(3 * chunk)));
        assertEquals(KeyValueResult.CONFLICT, driver.putIfVersion(7, "key", text(3 * chunk)));
        assertEquals(KeyValueResult.CONFLICT, driver.replace("other", text(3 * chunk)));
        assertEquals("1", driver.get("key"));
        assertEquals(2, driver.put("key", "2"));
    }

    @Test
    void shouldCountChunksAsDeadWithTheirRecord() {
        driver.put("key", text(10 * chunk));
        final long once = driver.liveBytes();
        assertTrue(once > 10 * chunk);
        driver.put("key", text(10 * chunk));
        assertEquals(once, driver.liveBytes(), 2 * LogConfig.MIN_SEGMENT_LENGTH / chunk);
        driver.put("key", "short");
        assertTrue(driver.liveBytes() < chunk);
        driver.put("key", text(10 * chunk));
        final long live = driver.liveBytes();
        reopen();
        assertEquals(live, driver.liveBytes());
        driver.delete("key");
        assertEquals(0, driver.liveBytes());
        reopen();
        assertEquals(0, driver.liveBytes());
    }

    @Test
    void shouldCountChunksOfExpiredKeysAsDead() {
        driver.put(new PutOptions().expireAt(START_MS + 5), "key", text(10 * chunk));
        nowMs += 10_000;
        for (int i = 0; i < 1_000 && driver.store().expiredKeys() == 0; i++) {
            nowMs += 10_000;
            config.log().agents().doWork();
            driver.put("other", "1");
        }
        driver.delete("other");
        assertFalse(driver.exists("key"));
        assertEquals(1, driver.store().expiredKeys());
        assertEquals(0, driver.liveBytes());
    }

    @Test
    void shouldKeepChunksWhenTheEndChanges() {
        final String value = text(10 * chunk + 1);
        driver.put(new PutOptions().valueType(3), "key", value);
        final long live = driver.liveBytes();
        assertTrue(driver.expireAt("key", START_MS + 60_000) > 0);
        assertEquals(live, driver.liveBytes(), 64);
        assertEquals(value, driver.get("key"));
        assertEquals(3, driver.reader().lastValueType());
        assertTrue(driver.expireAt("key", 0) > 0);
        assertEquals(value, driver.get("key"));
        final long now = driver.liveBytes();
        reopen();
        assertEquals(value, driver.get("key"));
        assertEquals(now, driver.liveBytes());
    }

    @Test
    void shouldChangeParts() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            final String piece = text(random.nextInt(i % 7 == 0 ? 3 * chunk : 300));
            if (i % 50 == 49) {
                expected = new StringBuilder(text(random.nextInt(chunk)));
                driver.put("key", expected.toString());
            } else if (i % 2 == 0) {
                expected.append(piece);
                driver.append("key", piece);
            } else {
                final int offset = random.nextInt(expected.length() + (i % 5 == 0 ? 2 * chunk : 1));
                while (expected.length() < offset + piece.length()) {
                    expected.append('\0');
                }
                expected.replace(offset, offset + piece.length(), piece);
                driver.setRange("key", offset, piece);
            }
            assertEquals(expected.toString(), driver.get("key"));
        }
        final long live = driver.liveBytes();
        reopen();
        assertEquals(expected.toString(), driver.get("key"));
        assertEquals(live, driver.liveBytes());
    }

    @Test
    void shouldRestoreALongVersion() {
        final String first = text(4 * chunk + 1);
        final String second = text(3 * chunk);
        driver.put(new PutOptions().valueType(2), "key", first);
        driver.put("key", second);
        final long position = driver.writer().replacedPosition();
        assertTrue(driver.restore("key") > 0);
        assertEquals(first, driver.get("key"));
        assertEquals(2, driver.reader().lastValueType());
        assertTrue(driver.restore("key") > 0);
        assertEquals(second, driver.get("key"));
        driver.delete("key");
        assertTrue(driver.restore("key", position) > 0);
        assertEquals(first, driver.get("key"));
        assertEquals(KeyValueResult.GONE, driver.restore("other", position));
    }

    @Test
    void shouldKeepTheFormerValueWhenRoomRunsOut() {
        driver.put("key", "former");
        storage.capacityBytes(storage.allocatedBytes() + LogConfig.MIN_SEGMENT_LENGTH);
        final String value = text(100 * chunk);
        assertThrows(StoreFullException.class, () -> driver.put("key", value));
        assertEquals("former", driver.get("key"));
        assertTrue(driver.liveBytes() < chunk);
        storage.capacityBytes(Long.MAX_VALUE);
        assertTrue(driver.delete("key") > 0);
        driver.close();
        driver = new StoreDriver(config);
        assertTrue(driver.put("key", value) > 0);
        assertEquals(value, driver.get("key"));
    }

    @Test
    void shouldRefuseLongValuesAmongMany() {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[chunk + 1]);
        final KeyValueMultiPut request = new KeyValueMultiPut(1);
        request.begin(bytes, bytes).add(0, 1, 0, chunk + 1);
        final ConfigurationException many = assertThrows(ConfigurationException.class,
            () -> driver.writer().multiPut(new PutOptions(), request));
        assertTrue(many.getMessage().contains("a longer value is put by itself"), many.getMessage());
        final KeyValueBatch batch = driver.writer().newBatch();
        final ConfigurationException batched = assertThrows(ConfigurationException.class,
            () -> batch.put((DirectBuffer) bytes, 0, 1, bytes, 0, chunk + 1));
        assertTrue(batched.getMessage().contains("a longer value is put by itself"), batched.getMessage());
    }

    @Test
    void shouldReplaceALongValueInABatch() {
        driver.put("key", text(5 * chunk));
        final KeyValueBatch batch = driver.writer().newBatch();
        final UnsafeBuffer key = StoreDriver.bytes("key");
        batch.put(key, 0, 3, key, 0, 3);
        assertTrue(driver.writer().commit(batch) > 0);
        assertEquals("key", driver.get("key"));
        assertTrue(driver.liveBytes() < chunk);
        assertEquals(KeyValueResult.NOT_A_COUNTER, driver.add("key", 1));
    }

    @Test
    void shouldWriteChunksInFrontOfTheRecordThatListsThem() throws IOException {
        driver.put("key", text(2 * chunk + 1));
        driver.close();
        final List<LoggedRecords.Logged> records = LoggedRecords.of(config);
        for (int i = 0; i < 3; i++) {
            assertEquals(KeyValueDescriptor.CHUNK, records.get(i).kind());
            assertEquals("key", records.get(i).key());
            assertEquals(i, records.get(i).rangeStart());
        }
        assertEquals(KeyValueDescriptor.PUT, records.get(3).kind());
        assertEquals(4, records.get(3).sequence());
        driver = new StoreDriver(config);
    }
}
