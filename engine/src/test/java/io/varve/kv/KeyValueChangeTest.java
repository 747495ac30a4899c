package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.frame.FrameDescriptor;
import io.varve.io.MemoryStorage;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyValueChangeTest {

    private final KeyValueConfig config = KeyValueConfig.at(Path.of("changes-in-memory"))
        .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build();
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
    void shouldCount() {
        assertTrue(driver.add("a", 5) > 0);
        assertEquals(5, driver.writer().counterValue());
        assertTrue(driver.add("a", -7) > 0);
        assertEquals(-2, driver.writer().counterValue());
        reopen();
        assertEquals(-2, driver.counter("a"));
        assertTrue(driver.add("a", 0) > 0);
        assertEquals(-2, driver.writer().counterValue());
    }

    @Test
    void shouldNotCountBeyond64Bits() {
        driver.add("a", Long.MAX_VALUE);
        final long version = driver.version("a");
        assertEquals(KeyValueResult.OVERFLOW, driver.add("a", 1));
        assertEquals(Long.MAX_VALUE, driver.counter("a"));
        assertEquals(version, driver.version("a"));
        driver.add("b", Long.MIN_VALUE);
        assertEquals(KeyValueResult.OVERFLOW, driver.add("b", -1));
        assertTrue(driver.add("b", Long.MAX_VALUE) > 0);
        assertEquals(-1, driver.counter("b"));
    }

    @Test
    void shouldNotCountInOtherValues() {
        driver.put("a", "12345678");
        assertEquals(KeyValueResult.NOT_A_COUNTER, driver.add("a", 1));
        assertEquals("12345678", driver.get("a"));
        driver.add("b", 1);
        assertEquals(KeyValueResult.WRONG_TYPE, driver.append("b", "x"));
        assertEquals(KeyValueResult.WRONG_TYPE, driver.setRange("b", 0, "x"));
        driver.put("b", "text");
        assertEquals("text", driver.get("b"));
    }

    @Test
    void shouldKeepTheTypeOfCountersForItself() {
        assertThrows(ConfigurationException.class, () -> new PutOptions().valueType(KeyValueDescriptor.COUNTER_TYPE));
        assertThrows(ConfigurationException.class, () -> new PutOptions().valueType(-1));
    }

    @Test
    void shouldAppend() {
        assertTrue(driver.append("a", "12") > 0);
        assertTrue(driver.append("a", "3") > 0);
        assertTrue(driver.append("a", "") > 0);
        assertEquals("123", driver.get("a"));
        reopen();
        assertEquals("123", driver.get("a"));
    }

    @Test
    void shouldKeepTypeAndEndWhenItAppends() {
        driver.put(new PutOptions().valueType(3).expireAt(Long.MAX_VALUE / 1_000_000), "a", "1");
        driver.append("a", "2");
        driver.setRange("a", 0, "0");
        assertEquals("02", driver.get("a"));
        assertEquals(3, driver.reader().lastValueType());
        assertEquals(Long.MAX_VALUE / 1_000_000, driver.expireAt("a"));
    }

    @Test
    void shouldOverwritePartsOfValues() {
        driver.put("a", "0123456789");
        driver.setRange("a", 3, "xy");
        assertEquals("012xy56789", driver.get("a"));
        driver.setRange("a", 9, "abc");
        assertEquals("012xy5678abc", driver.get("a"));
        driver.setRange("a", 14, "z");
        assertEquals("012xy5678abc\0\0z", driver.get("a"));
        driver.setRange("b", 2, "z");
        assertEquals("\0\0z", driver.get("b"));
    }

    @Test
    void shouldNotLetValuesGrowTooLarge() {
        final int most = config.maxValueLength();
        driver.put("a", "x".repeat(most));
        assertEquals(KeyValueResult.TOO_LARGE, driver.append("a", "x"));
        assertEquals(KeyValueResult.TOO_LARGE, driver.setRange("a", most, "x"));
        assertEquals(KeyValueResult.TOO_LARGE, driver.setRange("b", Integer.MAX_VALUE, "x"));
        assertTrue(driver.setRange("a", most - 1, "y") > 0);
        assertThrows(ConfigurationException.class, () -> driver.setRange("a", -1, "x"));
    }

    @Test
    void shouldRestoreTheVersionThatWasReplaced() {
        driver.put(new PutOptions().valueType(4), "a", "1");
        final long position = driver.writer().position();
        driver.put("a", "2");
        assertEquals(position, driver.writer().replacedPosition());
        assertTrue(driver.restore("a", position) > 0);
        assertEquals("1", driver.get("a"));
        assertEquals(4, driver.reader().lastValueType());
        driver.delete("a");
        assertTrue(driver.restore("a", driver.writer().replacedPosition()) > 0);
        reopen();
        assertEquals("1", driver.get("a"));
    }

    @Test
    void shouldGoToAndFroBetweenTwoVersions() {
        driver.put("a", "1");
        assertEquals(KeyValueResult.GONE, driver.restore("a"));
        driver.put("a", "2");
        assertTrue(driver.restore("a") > 0);
        assertEquals("1", driver.get("a"));
        assertTrue(driver.restore("a") > 0);
        assertEquals("2", driver.get("a"));
        assertEquals(KeyValueResult.NOT_FOUND, driver.restore("b"));
        driver.delete("a");
        assertEquals(KeyValueResult.NOT_FOUND, driver.restore("a"));
    }

    @Test
    void shouldBelieveNoPosition() {
        // A value that looks like a record of the key is none.
        driver.put("a", "1");
        final long position = driver.writer().position();
        driver.put("b", "1");
        final long other = driver.writer().position();
        driver.delete("b");
        final long deleted = driver.writer().position();
        driver.put("a", "2");
        for (final long wrong : new long[] {other, deleted, -1, 0, 32, position + 1, position + 32, 1L << 40,
            Long.MAX_VALUE, Long.MIN_VALUE, -32, driver.writer().position() + 64, (1L << 48) + position}) {
            assertEquals(KeyValueResult.GONE, driver.restore("a", wrong), "position " + wrong);
        }
        assertEquals("2", driver.get("a"));
        for (long at = 0; at < LogConfig.MIN_SEGMENT_LENGTH; at += 32) {
            final long result = driver.restore("c", at);
            assertEquals(KeyValueResult.GONE, result);
        }
    }

    @Test
    void shouldNotRestoreWhatLooksLikeARecord() {
        driver.put("a", "secret");
        final long position = driver.writer().position();
        driver.put("a", "new");
        // Inside of a value, at a place where a frame could begin.
        final UnsafeBuffer forged = new UnsafeBuffer(new byte[256]);
        final int place = 64;
        final int at = place - KeyValueDescriptor.WORDS_OFFSET - 1;
        final UnsafeBuffer key = StoreDriver.bytes("a");
        forged.putInt(at, KeyValueDescriptor.frameLength(0, 1, 5));
        forged.putInt(at + FrameDescriptor.KIND_OFFSET, FrameDescriptor.kind(1, KeyValueDescriptor.PUT, 0));
        forged.putInt(at + KeyValueDescriptor.KIND_OFFSET,
            KeyValueDescriptor.head(KeyValueDescriptor.PUT, 0, 0, 1));
        forged.putBytes(at + KeyValueDescriptor.WORDS_OFFSET, key, 0, 1);
        driver.writer().put(StoreDriver.bytes("f"), 0, 1, forged, 0, 256);
        assertEquals(KeyValueResult.GONE, driver.restore("a", driver.writer().position() + place));
        assertEquals("new", driver.get("a"));
        assertTrue(driver.writer().restore(key, 0, 1, position) > 0);
        assertEquals("secret", driver.get("a"));
    }

    @Test
    @Tag("slow")
    void shouldSayThatAVersionIsGoneWhenCompactionHasTakenIt() {
        driver.close();
        final EngineAgents agents = EngineAgents.invoked();
        driver = new StoreDriver(KeyValueConfig.at(Path.of("compacted-in-memory"))
            .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents))
            .build());
        driver.put("a", "1");
        final long position = driver.writer().position();
        driver.put("a", "2");
        final String filler = "x".repeat(1_000);
        for (int i = 0; i < 20_000 && driver.restore("b", position) == KeyValueResult.GONE
            && driver.store().compaction().removedSegments() == 0; i++) {
            driver.put("filler", filler);
            driver.writer().doWork();
            agents.doWork();
        }
        assertTrue(driver.store().compaction().removedSegments() > 0);
        assertEquals(KeyValueResult.GONE, driver.restore("a", position));
        assertEquals(KeyValueResult.GONE, driver.restore("a"));
        assertEquals("2", driver.get("a"));
    }

    @Test
    void shouldPutManyKeysAtOnce() {
        final KeyValueMultiPut request = new KeyValueMultiPut(1_000);
        final UnsafeBuffer keys = new UnsafeBuffer(new byte[4_000]);
        for (int i = 0; i < 1_000; i++) {
            keys.putInt(4 * i, i);
        }
        request.begin(keys, keys);
        for (int i = 0; i < 1_000; i++) {
            request.add(4 * i, 4, 4 * i, 4);
        }
        assertEquals(1_000, driver.writer().multiPut(new PutOptions().ifAbsent(), request));
        assertEquals(1_000, driver.store().size());
        assertEquals(KeyValueResult.GONE, driver.writer().restore(keys, 0, 4));
        final UnsafeBuffer target = new UnsafeBuffer(new byte[4]);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(4, driver.reader().get(keys, 4 * i, 4, target, 0));
            assertEquals(i, target.getInt(0));
            assertEquals(request.version(i), driver.reader().lastVersion());
        }
        driver.writer().delete(keys, 40, 4);
        assertEquals(1, driver.writer().multiPut(new PutOptions().ifAbsent(), request));
        assertEquals(KeyValueResult.CONFLICT, request.version(9));
        assertTrue(request.version(10) > 0);
    }
}
