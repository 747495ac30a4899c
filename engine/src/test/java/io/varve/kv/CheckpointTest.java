package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.log.LogConfig;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class CheckpointTest {

    private static final Path PATH = Path.of("checked");

    private final MemoryStorage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private final Map<String, String> model = new HashMap<>();
    private final Random random = new Random(3);
    private StoreDriver driver = open();

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(PATH)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)).build());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void write(final int count) {
        for (int i = 0; i < count; i++) {
            final String key = "key" + random.nextInt(300);
            if (random.nextInt(5) == 0) {
                driver.delete(key);
                model.remove(key);
            } else {
                final String value = "value " + i + "y".repeat(random.nextInt(200));
                driver.put(key, value);
                model.put(key, value);
            }
            if (i % 32 == 0) {
                agents.doWork();
            }
        }
    }

    private void assertSame() {
        for (int i = 0; i < 300; i++) {
            assertEquals(model.get("key" + i), driver.get("key" + i), "key" + i);
        }
        assertEquals(model.size(), driver.store().size());
    }

    private void reopen() {
        driver.close();
        driver = open();
    }

    private byte[] read() throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false);
            StorageFile file = directory.open(StoreFileNames.CHECKPOINT, false)) {
            final ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    private void write(final byte[] bytes) throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            if (directory.list().contains(StoreFileNames.CHECKPOINT)) {
                directory.delete(StoreFileNames.CHECKPOINT);
            }
            try (StorageFile file = directory.create(StoreFileNames.CHECKPOINT)) {
                file.write(ByteBuffer.wrap(bytes), 0);
            }
        }
    }

    @Test
    void shouldReplayNothingAfterACleanClose() {
        write(2_000);
        reopen();
        assertEquals(0, driver.store().replayedRecords());
        assertSame();
        write(1_000);
        reopen();
        assertSame();
    }

    @Test
    void shouldWriteCheckpointsWhileTheWriterGoesOn() {
        write(20_000);
        assertTrue(driver.store().checkpoints() > 0);
    }

    @Test
    void shouldReplayWhatCameAfterAnOlderCheckpoint() throws IOException {
        write(2_000);
        driver.close();
        final byte[] older = read();
        driver = open();
        write(500);
        driver.close();
        write(older);
        driver = open();
        assertTrue(driver.store().replayedRecords() >= 500 / 2);
        assertTrue(driver.store().replayedRecords() < 1_000);
        assertSame();
    }

    @Test
    void shouldNotBelieveADamagedCheckpoint() throws IOException {
        write(1_000);
        driver.close();
        final byte[] whole = read();
        for (int i = 0; i < 60; i++) {
            final byte[] damaged = whole.clone();
            final int at = i < 20 ? 4 * i : i < 40 ? 4096 + random.nextInt(whole.length - 4096)
                : whole.length - 1 - random.nextInt(200);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            write(damaged);
            driver = open();
            assertTrue(driver.store().replayedRecords() > 0, "byte " + at + " was believed");
            assertSame();
            driver.close();
        }
        driver = open();
    }

    @Test
    void shouldNotBelieveATornCheckpoint() throws IOException {
        write(1_000);
        driver.close();
        final byte[] whole = read();
        for (final int length : new int[] {0, 1, 4095, 4096, whole.length / 2, whole.length - 1}) {
            write(java.util.Arrays.copyOf(whole, length));
            driver = open();
            assertTrue(driver.store().replayedRecords() > 0);
            assertSame();
            driver.close();
        }
        driver = open();
    }

    @Test
    void shouldNotBelieveTheCheckpointOfAnotherStore() throws IOException {
        write(1_000);
        driver.close();
        final byte[] other = read();
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            for (final String name : directory.list()) {
                directory.delete(name);
            }
        }
        model.clear();
        driver = open();
        write(500);
        driver.close();
        write(other);
        driver = open();
        assertTrue(driver.store().replayedRecords() > 0);
        assertSame();
    }

    @Test
    void shouldDeleteACheckpointThatIsOfNoUse() throws IOException {
        write(100);
        driver.close();
        write(new byte[10]);
        driver = open();
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            assertFalse(directory.list().contains(StoreFileNames.CHECKPOINT));
        }
    }
}
