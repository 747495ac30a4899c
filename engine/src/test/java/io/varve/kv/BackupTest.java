package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.StoreCorruptException;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.kv.backup.BackupResult;
import io.varve.log.LogConfig;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BackupTest {

    private static final Path PATH = Path.of("store");
    private static final Path COPY = Path.of("copy");

    private final MemoryStorage storage = new MemoryStorage();
    private final RandomWrites writes = new RandomWrites(storage, PATH, 17);

    @AfterEach
    void close() {
        writes.close();
    }

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(COPY)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    }

    @Test
    void shouldHoldExactlyWhatWasThereWhenItBegan() {
        writes.write(600);
        writes.reopen();
        writes.write(50);
        final Map<String, String> before = new TreeMap<>(writes.model());
        final BackupResult result = writes.store().backup(COPY);
        assertTrue(result.segments() > 0 && result.copiedBytes() > 0, result::toString);
        writes.write(300);
        try (StoreDriver copy = open()) {
            Contents.assertSame(before, copy.reader());
            assertEquals(before.size(), copy.store().size());
            assertTrue(copy.store().replayedRecords() < 200, "the checkpoint was not used");
            copy.put("key0", "changed");
        }
        try (StoreDriver copy = open()) {
            assertEquals("changed", copy.get("key0"));
        }
        Contents.assertSame(writes.model(), writes.driver().reader());
    }

    @Test
    void shouldBackUpAnEmptyStore() {
        assertEquals(0, writes.store().backup(COPY).segments());
        try (StoreDriver copy = open()) {
            assertEquals(0, copy.store().size());
            copy.put("key0", "value");
            assertEquals("value", copy.get("key0"));
        }
    }

    @Test
    void shouldLetCompactionGoOnAfterwards() {
        writes.write(300);
        writes.store().backup(COPY);
        writes.write(900);
        assertTrue(writes.store().compaction().removedSegments() > 0);
        Contents.assertSame(writes.model(), writes.driver().reader());
    }

    @Test
    void shouldRefuseADirectoryThatIsNotEmpty() {
        writes.write(10);
        final String sentence =
            assertThrows(ConfigurationException.class, () -> writes.store().backup(PATH)).getMessage();
        assertTrue(sentence.startsWith("store is not empty: it holds "), sentence);
    }

    @Test
    void shouldRefuseToOpenWhatAnInterruptedBackupHasLeft() throws IOException {
        writes.write(200);
        writes.store().backup(COPY);
        try (StorageDirectory directory = storage.openDirectory(COPY, false)) {
            directory.delete(StoreFileNames.SEGMENTS);
            assertThrows(StoreCorruptException.class, this::open);
            for (final String name : directory.list()) {
                if (!name.equals(StoreFileNames.MARK)) {
                    directory.delete(name);
                }
            }
            assertThrows(StoreCorruptException.class, this::open);
        }
    }

    @Test
    void shouldStopAtADamagedFrameAndLeaveNothing() throws IOException {
        writes.write(200);
        try (StorageDirectory directory = storage.openDirectory(PATH, false);
            StorageFile file = directory.open(StoreFileNames.segment(0), true)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, 4096 + 64 + 40);
            one.put(0, (byte) (one.get(0) ^ 1));
            file.write(one.flip(), 4096 + 64 + 40);
            assertThrows(StoreCorruptException.class, () -> writes.store().backup(COPY));
            file.write(one.put(0, (byte) (one.get(0) ^ 1)).rewind(), 4096 + 64 + 40);
        }
        try (StorageDirectory directory = storage.openDirectory(COPY, false)) {
            assertTrue(directory.list().isEmpty());
        }
        assertTrue(writes.store().backup(COPY).segments() > 0);
    }

    @Test
    void shouldRefuseWhenTheStoreIsClosed() {
        final KeyValueStore store = writes.store();
        writes.close();
        assertThrows(StoreClosedException.class, () -> store.backup(COPY));
        writes.reopen();
    }
}
