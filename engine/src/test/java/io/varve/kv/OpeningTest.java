package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a store is opened from, it is the same store. */
@Tag("slow")
class OpeningTest {

    private static final Path PATH = Path.of("opened");
    private static final int KEYS = 3_000;
    private static final int WRITES = 12_000;

    private final MemoryStorage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private final Map<String, String> model = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private long hinted;

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(PATH)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)).build());
    }

    private void write(final StoreDriver driver, final Random random) {
        for (int i = 0; i < WRITES; i++) {
            final String key = "key" + random.nextInt(random.nextBoolean() ? KEYS : KEYS / 20);
            if (random.nextInt(4) == 0) {
                assertEquals(model.remove(key) != null, driver.delete(key) > 0);
                versions.remove(key);
            } else {
                final String value = "value " + i + "z".repeat(random.nextInt(200));
                driver.put(key, value);
                model.put(key, value);
                versions.put(key, driver.version(key));
            }
            if (i % 16 == 0) {
                agents.doWork();
            }
        }
    }

    private void delete(final Predicate<String> test) throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            for (final String name : directory.list()) {
                if (test.test(name)) {
                    directory.delete(name);
                }
            }
        }
    }

    private void checkReopened() {
        try (StoreDriver driver = open()) {
            for (int i = 0; i < KEYS; i++) {
                final String key = "key" + i;
                assertEquals(model.get(key), driver.get(key), key);
                if (versions.containsKey(key)) {
                    assertEquals(versions.get(key), driver.version(key), key);
                }
            }
            assertEquals(model.size(), driver.store().size());
            hinted += driver.store().hintedRecords();
        }
    }

    @Test
    void shouldBeTheSameFromCheckpointHintsOrLog() throws IOException {
        for (int seed = 0; seed < 8; seed++) {
            final Random random = new Random(seed);
            for (int round = 0; round < 3; round++) {
                try (StoreDriver driver = open()) {
                    write(driver, random);
                    assertTrue(driver.store().compaction().movedRecords() > 0);
                }
                checkReopened();
                delete(StoreFileNames.CHECKPOINT::equals);
                checkReopened();
                delete(name -> name.equals(StoreFileNames.CHECKPOINT)
                    || StoreFileNames.isHint(name) && random.nextBoolean());
                checkReopened();
                if (round == 1) {
                    delete(name -> name.equals(StoreFileNames.CHECKPOINT) || StoreFileNames.isHint(name));
                    checkReopened();
                }
            }
            delete(name -> true);
            model.clear();
            versions.clear();
        }
        assertTrue(hinted > 50_000, hinted + " records from hints");
    }
}
