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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class HintTest {

    private static final Path PATH = Path.of("hinted");
    private static final int KEYS = 300;

    private final MemoryStorage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private final Map<String, String> model = new HashMap<>();
    private final Random random = new Random(5);
    /** Without compaction all segments stay. */
    private double maxSpaceAmplification = Double.POSITIVE_INFINITY;
    private StoreDriver driver = open();

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(PATH).maxSpaceAmplification(maxSpaceAmplification)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)).build());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    /** Put and delete, and let the agents write hints of what is sealed. */
    private void write(final int count) {
        for (int i = 0; i < count; i++) {
            final String key = "key" + random.nextInt(KEYS);
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
        driver.store().awaitDurable(driver.writer().position(), 1, TimeUnit.SECONDS);
        for (int i = 0; i < 100; i++) {
            agents.doWork();
        }
    }

    private void assertSame() {
        for (int i = 0; i < KEYS; i++) {
            assertEquals(model.get("key" + i), driver.get("key" + i), "key" + i);
        }
        assertEquals(model.size(), driver.store().size());
    }

    private List<String> hints() throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            return directory.list().stream().filter(StoreFileNames::isHint).sorted().toList();
        }
    }

    private void delete(final String name) throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            if (directory.list().contains(name)) {
                directory.delete(name);
            }
        }
    }

    private byte[] read(final String name) throws IOException {
        try (StorageDirectory directory = storage.openDirectory(PATH, false);
            StorageFile file = directory.open(name, false)) {
            final ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    private void replace(final String name, final byte[] bytes) throws IOException {
        delete(name);
        try (StorageDirectory directory = storage.openDirectory(PATH, false);
            StorageFile file = directory.create(name)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    private void reopenWithoutCheckpoint() throws IOException {
        driver.close();
        delete(StoreFileNames.CHECKPOINT);
        driver = open();
    }

    @Test
    void shouldOpenFromHintsAndReadOnlyTheLastSegment() throws IOException {
        write(2_500);
        reopenWithoutCheckpoint();
        assertTrue(driver.store().hintedRecords() > 1_000, driver.store().hintedRecords() + " records");
        assertTrue(driver.store().replayedRecords() < 600, driver.store().replayedRecords() + " records");
        assertSame();
        write(1_000);
        reopenWithoutCheckpoint();
        assertSame();
    }

    @Test
    void shouldNotReadHintsBesideACheckpoint() {
        write(1_000);
        driver.close();
        driver = open();
        assertEquals(0, driver.store().hintedRecords());
        assertSame();
    }

    @Test
    void shouldWriteWhatIsMissingOnceTheStoreIsUsed() throws IOException {
        write(2_500);
        driver.close();
        final List<String> all = hints();
        delete(all.get(0));
        driver = open();
        write(1);
        assertTrue(hints().containsAll(all));
    }

    @Test
    void shouldDeleteHintsWithTheirSegments() throws IOException {
        driver.close();
        maxSpaceAmplification = KeyValueConfig.DEFAULT_SPACE_AMPLIFICATION;
        driver = open();
        write(5_000);
        assertTrue(driver.store().compaction().removedSegments() > 0);
        driver.close();
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            final List<String> names = directory.list();
            for (final String hint : hints()) {
                assertTrue(names.contains(hint.replace(StoreFileNames.HINT_SUFFIX, StoreFileNames.SEGMENT_SUFFIX)));
            }
        }
        replace(StoreFileNames.hint(1L << 40), new byte[10]);
        driver = open();
        assertFalse(hints().contains(StoreFileNames.hint(1L << 40)));
        assertSame();
    }

    @Test
    void shouldNotBelieveADamagedHint() throws IOException {
        write(1_000);
        driver.close();
        final String name = hints().get(1);
        final byte[] whole = read(name);
        for (int i = 0; i < 40; i++) {
            final byte[] damaged = whole.clone();
            final int at = i < 20 ? i * 4 : random.nextInt(whole.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            replace(name, damaged);
            delete(StoreFileNames.CHECKPOINT);
            driver = open();
            assertFalse(hints().contains(name), "byte " + at + " was believed");
            assertSame();
            driver.close();
        }
        driver = open();
    }

    @Test
    void shouldNotBelieveATornHint() throws IOException {
        write(1_000);
        driver.close();
        final String name = hints().get(1);
        final byte[] whole = read(name);
        for (final int length : new int[] {0, 1, 1_103, 1_104, whole.length - 16, whole.length - 1}) {
            replace(name, Arrays.copyOf(whole, length));
            delete(StoreFileNames.CHECKPOINT);
            driver = open();
            assertFalse(hints().contains(name));
            assertSame();
            driver.close();
        }
        driver = open();
    }

    @Test
    void shouldNotBelieveTheHintOfAnotherSegmentOrStore() throws IOException {
        write(1_000);
        driver.close();
        final String first = hints().get(0);
        final String second = hints().get(1);
        final byte[] other = read(first);
        replace(second, other);
        reopenWithoutCheckpoint();
        assertFalse(hints().contains(second));
        assertSame();
        driver.close();
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            for (final String name : directory.list()) {
                directory.delete(name);
            }
        }
        model.clear();
        driver = open();
        write(1_000);
        driver.close();
        replace(first, other);
        delete(StoreFileNames.CHECKPOINT);
        driver = open();
        assertFalse(hints().contains(first));
        assertSame();
    }

    @Test
    void shouldNotMixHintsOfTwoSeeds() throws IOException {
        write(1_000);
        driver.close();
        final Map<String, byte[]> older = new HashMap<>();
        for (final String name : hints()) {
            older.put(name, read(name));
            delete(name);
        }
        reopenWithoutCheckpoint();
        write(1);
        driver.close();
        final String name = hints().get(1);
        assertFalse(Arrays.equals(older.get(name), read(name)), "the seed is the same");
        replace(name, older.get(name));
        delete(StoreFileNames.CHECKPOINT);
        driver = open();
        assertFalse(hints().contains(name));
        assertSame();
    }
}
