package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.log.LogConfig;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long values among short ones, against a map, while compaction moves them and the store is opened again and again. */
class ChunkCompactionTest {

    private static final int KEYS = 24;
    private static final long SECOND_MS = 1_000;
    /** Long enough for another victim to be chosen. */
    private static final long CHOICE_MS = 6;

    private record Value(String text, long expireAt) {
    }

    private final MemoryStorage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private long nowMs = 1_700_000_000_000L;
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("compacted-chunks")).maxSpaceAmplification(1.2)
        .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
            .clock(() -> TimeUnit.MILLISECONDS.toNanos(nowMs)))
        .build();
    private final int chunk = config.maxFrameValueLength();
    private final Map<String, Value> model = new HashMap<>();
    private Random random = new Random(1);
    private long removedSegments;
    private StoreDriver driver = new StoreDriver(config);

    private String text(final int length) {
        final char[] text = new char[length];
        final int step = 1 + random.nextInt(20);
        final int start = random.nextInt(26);
        for (int i = 0; i < length; i++) {
            text[i] = (char) ('a' + (start + i / step) % 26);
        }
        return new String(text);
    }

    private Value present(final String key) {
        final Value value = model.get(key);
        return value == null || value.expireAt() != 0 && value.expireAt() <= nowMs ? null : value;
    }

    private void step() {
        final String key = "key" + random.nextInt(KEYS);
        final Value before = present(key);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> put(key, text(random.nextInt(12 * chunk)), 0);
            case 3, 4 -> put(key, text(random.nextInt(300)), 0);
            case 5 -> put(key, text(random.nextInt(6 * chunk)), nowMs + 1 + random.nextInt(500));
            case 6 -> {
                assertEquals(before != null, driver.delete(key) > 0);
                model.remove(key);
            }
            case 7 -> {
                final String piece = text(random.nextInt(2 * chunk));
                assertTrue(driver.append(key, piece) > 0);
                model.put(key, before == null ? new Value(piece, 0)
                    : new Value(before.text() + piece, before.expireAt()));
            }
            case 8 -> {
                if (before != null) {
                    final int offset = random.nextInt(before.text().length() + 1);
                    final String piece = text(random.nextInt(chunk));
                    assertTrue(driver.setRange(key, offset, piece) > 0);
                    final StringBuilder changed = new StringBuilder(before.text());
                    changed.replace(offset, Math.min(offset + piece.length(), changed.length()), piece);
                    model.put(key, new Value(changed.toString(), before.expireAt()));
                }
            }
            case 9 -> {
                if (before != null) {
                    assertTrue(driver.expireAt(key, nowMs + 2_000) > 0);
                    model.put(key, new Value(before.text(), nowMs + 2_000));
                }
            }
            case 10 -> work(1 + random.nextInt(20));
            default -> check(key);
        }
    }

    private void put(final String key, final String text, final long expireAt) {
        assertTrue(driver.put(new PutOptions().expireAt(expireAt), key, text) > 0);
        model.put(key, new Value(text, expireAt));
    }

    private void work(final int rounds) {
        if (random.nextBoolean()) {
            driver.store().compaction().trigger();
        }
        for (int i = 0; i < rounds; i++) {
            nowMs += random.nextInt(2) * CHOICE_MS;
            agents.doWork();
            driver.writer().doWork();
        }
    }

    private void check(final String key) {
        final Value value = present(key);
        final Value last = model.get(key);
        if (value == null && last != null && last.expireAt() > nowMs - SECOND_MS) {
            // The time of readers is that of the last command or tick.
            return;
        }
        assertEquals(value == null ? null : value.text(), driver.get(key), key);
    }

    private void checkAll() {
        for (int i = 0; i < KEYS; i++) {
            check("key" + i);
        }
    }

    private void run(final long seed, final int steps) throws IOException {
        random = new Random(seed);
        for (int i = 0; i < steps; i++) {
            nowMs += random.nextInt(3);
            step();
            if (i % 200 == 199) {
                nowMs += SECOND_MS;
                agents.doWork();
                checkAll();
                reopen(random.nextBoolean());
                checkAll();
            }
        }
        removedSegments += driver.store().compaction().removedSegments();
        assertTrue(removedSegments > steps / 200, removedSegments + " segments were removed");
        end();
    }

    private void reopen() throws IOException {
        reopen(false);
    }

    private void reopen(final boolean losesCheckpoint) throws IOException {
        for (int i = 0; i < 3; i++) {
            agents.doWork();
            driver.writer().doWork();
        }
        removedSegments += driver.store().compaction().removedSegments();
        driver.close();
        if (losesCheckpoint) {
            loseCheckpoint();
        }
        driver = new StoreDriver(config);
    }

    /** What is counted must come out even. */
    private void end() throws IOException {
        for (int i = 0; i < KEYS; i++) {
            driver.put("key" + i, "the last");
            driver.delete("key" + i);
        }
        assertEquals(0, driver.store().size());
        assertEquals(0, driver.liveBytes());
        reopen();
        assertEquals(0, driver.store().size());
        assertEquals(0, driver.liveBytes());
        driver.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldHoldTheSameAsAMap(final long seed) throws IOException {
        run(seed, 1_500);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    @Tag("slow")
    void shouldHoldTheSameAsAMapForLong(final long seed) throws IOException {
        run(seed, 8_000);
    }

    @Test
    void shouldMoveTheChunksOfLivingValuesAndCountThemWhereTheyAre() throws IOException {
        final String[] values = new String[10];
        for (int i = 0; i < values.length; i++) {
            values[i] = text(20 * chunk + i);
            driver.put("key" + i, values[i]);
            driver.put("waste" + i, text(15 * chunk));
        }
        final long live = driver.liveBytes();
        for (int i = 0; i < values.length; i++) {
            driver.delete("waste" + i);
        }
        final long wanted = driver.liveBytes();
        assertTrue(wanted < live);
        final int segments = driver.store().segments();
        for (int i = 0; i < 2_000; i++) {
            nowMs += CHOICE_MS;
            driver.store().compaction().trigger();
            agents.doWork();
            driver.writer().doWork();
        }
        assertTrue(driver.store().compaction().movedRecords() > 20);
        assertTrue(driver.store().segments() < segments - 3, driver.store().segments() + " of " + segments);
        assertEquals(wanted, driver.liveBytes(), 64 * values.length);
        final long counted = driver.liveBytes();
        reopen();
        assertEquals(counted, driver.liveBytes());
        for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], driver.get("key" + i));
        }
        driver.close();
    }

    /** The record that listed the chunks stays in an old segment: a delete must stay as long. */
    @Test
    void shouldNotLetADeletedKeyComeBackWhoseChunksHaveMoved() throws IOException {
        final UnsafeBuffer key = StoreDriver.bytes("key");
        final UnsafeBuffer piece = new UnsafeBuffer(new byte[4 * chunk + 10]);
        final KeyValueUpload upload = driver.writer().newUpload();
        upload.begin(new PutOptions(), key, 0, 3, piece.capacity());
        upload.write(piece, 0, 4 * chunk);
        nextSegment("waste", false);
        upload.write(piece, 4 * chunk, 10);
        upload.commit();
        nextSegment("cold", true);
        waste(200);
        assertTrue(driver.store().compaction().movedRecords() >= 5);
        assertEquals(piece.capacity(), driver.get("key").length());
        driver.delete("key");
        waste(1_000);
        driver.close();
        loseCheckpoint();
        driver = new StoreDriver(config);
        assertFalse(driver.exists("key"));
        assertEquals("x".repeat(100), driver.get("cold0"));
        driver.close();
    }

    private void loseCheckpoint() throws IOException {
        try (StorageDirectory directory = storage.openDirectory(config.log().path(), false)) {
            if (directory.list().contains(StoreFileNames.CHECKPOINT)) {
                directory.delete(StoreFileNames.CHECKPOINT);
            }
        }
    }

    private void nextSegment(final String name, final boolean keys) {
        long position = -1;
        int number = 0;
        while (position < 0 || position / LogConfig.MIN_SEGMENT_LENGTH
            == driver.writer().position() / LogConfig.MIN_SEGMENT_LENGTH) {
            position = driver.writer().position();
            driver.put(name + (keys ? number++ : 0), "x".repeat(100));
        }
    }

    private void waste(final int rounds) {
        for (int i = 0; i < rounds; i++) {
            driver.put("waste0", "x".repeat(chunk));
            nowMs += CHOICE_MS;
            driver.store().compaction().trigger();
            agents.doWork();
            driver.writer().doWork();
        }
    }
}
