package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogCounter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class CompactionTest {

    private static final int KEYS = 8_000;

    private final EngineAgents agents = EngineAgents.invoked();
    private final KeyValueConfig config = KeyValueConfig.at(Path.of("compacted"))
        .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents))
        .build();
    private final Map<String, String> model = new HashMap<>();
    private final Random random = new Random(7);
    private StoreDriver driver = new StoreDriver(config);
    private int writes;

    @AfterEach
    void close() {
        driver.close();
    }

    private void put(final int key) {
        final String value = "value " + writes++ + "x".repeat(200 + random.nextInt(100));
        driver.put("key" + key, value);
        model.put("key" + key, value);
        work();
    }

    private void delete(final int key) {
        assertEquals(model.remove("key" + key) != null, driver.delete("key" + key) > 0);
        work();
    }

    private void work() {
        if (writes % 16 == 0) {
            agents.doWork();
        }
    }

    private void assertSame() {
        for (int key = 0; key < KEYS; key++) {
            assertEquals(model.get("key" + key), driver.get("key" + key), "key" + key);
        }
        assertEquals(model.size(), driver.store().size());
    }

    private double amplification() {
        final Compaction compaction = driver.store().compaction();
        return (double) compaction.sealedBytes() / compaction.sealedLiveBytes();
    }

    @Test
    void shouldHoldSpaceToWhatWasPromisedWhileKeysAreOverwritten() {
        for (int key = 0; key < KEYS; key++) {
            put(key);
        }
        double worst = 0;
        for (int i = 0; i < 10 * KEYS; i++) {
            put(random.nextInt(KEYS));
            if (i > KEYS) {
                worst = Math.max(worst, amplification());
            }
        }
        assertTrue(worst <= config.maxSpaceAmplification(), "space amplification " + worst);
        assertTrue(driver.store().compaction().removedSegments() > 100);
        assertTrue(driver.store().counter(LogCounter.COMPACTION_REMOVED) > 100);
        assertEquals(KEYS, driver.store().counter(LogCounter.KEYS));
        assertSame();
        driver.close();
        driver = new StoreDriver(config);
        assertSame();
    }

    @Test
    void shouldNotLetDeletedKeysComeBack() {
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < KEYS; i++) {
                if (random.nextInt(3) == 0) {
                    delete(random.nextInt(KEYS));
                } else {
                    put(random.nextInt(KEYS));
                }
            }
            assertSame();
            if (round % 3 == 2) {
                assertTrue(driver.store().compaction().movedRecords() > 0);
                driver.close();
                driver = new StoreDriver(config);
                assertSame();
            }
        }
    }

    @Test
    void shouldGiveBackEverythingAfterAllKeysWereDeleted() {
        for (int key = 0; key < KEYS; key++) {
            put(key);
        }
        for (int key = 0; key < KEYS; key++) {
            delete(key);
        }
        final long segments = driver.store().segments();
        for (int i = 0; i < 2_000 && driver.store().segments() > 3; i++) {
            driver.store().compaction().trigger();
            put(0);
            agents.doWork();
            driver.writer().doWork();
        }
        assertTrue(driver.store().segments() <= 4, driver.store().segments() + " of " + segments);
        assertSame();
    }
}
