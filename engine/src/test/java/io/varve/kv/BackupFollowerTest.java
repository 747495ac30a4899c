package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreCorruptException;
import io.varve.StoreLockedException;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.kv.backup.BackupFollower;
import io.varve.log.LogConfig;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BackupFollowerTest {

    private static final Path PATH = Path.of("store");
    private static final Path COPY = Path.of("copy");

    private final MemoryStorage storage = new MemoryStorage();
    private final RandomWrites writes = new RandomWrites(storage, PATH, 23);

    @AfterEach
    void close() {
        writes.close();
    }

    private BackupFollower follower() {
        return BackupFollower.open(storage, PATH, COPY);
    }

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(COPY)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    }

    private void assertSame() {
        try (StoreDriver copy = open()) {
            Contents.assertSame(writes.model(), copy.reader());
            assertEquals(writes.model().size(), copy.store().size());
        }
    }

    @Test
    void shouldKeepASecondDirectoryCurrent() throws IOException {
        for (int round = 0; round < 4; round++) {
            try (BackupFollower follower = follower()) {
                for (int i = 0; i < 2; i++) {
                    writes.write(1 + writes.random().nextInt(400));
                    final long before = follower.position();
                    follower.follow();
                    follower.finish();
                    assertTrue(follower.position() > before);
                    assertEquals(0, follower.finish());
                    assertEquals(0, follower.lag());
                }
            }
            assertSame();
        }
        assertTrue(writes.store().compaction().removedSegments() > 0);
        try (StorageDirectory directory = storage.openDirectory(COPY, false)) {
            assertTrue(directory.list().stream().filter(StoreFileNames::isSegment).count()
                <= writes.store().segments() + 3L, () -> "segments were left behind");
        }
    }

    @Test
    void shouldNotBeAheadOfWhatIsDurable() {
        writes.write(100);
        try (BackupFollower follower = follower()) {
            follower.follow();
            assertTrue(follower.position() <= writes.store().durablePosition());
            writes.driver().put("key0", "value");
            follower.follow();
            assertTrue(follower.lag() > 0);
            follower.finish();
            assertEquals(0, follower.lag());
        }
    }

    @Test
    void shouldGoOnWithTheNextWriter() {
        try (BackupFollower follower = follower()) {
            writes.write(300);
            follower.finish();
            writes.reopen();
            writes.write(300);
            follower.finish();
        }
        assertSame();
    }

    @Test
    void shouldFollowAnEmptyStore() {
        try (BackupFollower follower = follower()) {
            assertEquals(0, follower.finish());
        }
        assertSame();
        try (BackupFollower follower = follower()) {
            writes.write(10);
            assertTrue(follower.finish() > 0);
        }
        assertSame();
    }

    @Test
    void shouldCopyCheckpoints() {
        writes.write(400);
        writes.reopen();
        writes.write(50);
        try (BackupFollower follower = follower()) {
            follower.finish();
        }
        try (StoreDriver copy = open()) {
            assertTrue(copy.store().replayedRecords() < 200);
        }
    }

    @Test
    void shouldLetTheCopyBeReadMeanwhile() {
        writes.write(300);
        try (BackupFollower follower = follower()) {
            follower.finish();
            try (ReadOnlyKeyValueStore store = ReadOnlyKeyValueStore.open(storage, COPY, StoreTime.WALL);
                KeyValueReader reader = store.reader()) {
                Contents.assertSame(writes.model(), reader);
                for (int i = 0; i < 4; i++) {
                    writes.write(250);
                    follower.finish();
                    store.refresh();
                    Contents.assertSame(writes.model(), reader);
                }
            }
        }
    }

    @Test
    void shouldBeReadUpToTheFirstFrameThatIsDamagedWhereNoBootIsNamed() throws IOException {
        writes.write(50);
        writes.driver().put("key1", "whole");
        writes.driver().put("key1", "damaged");
        final long position = writes.driver().writer().position();
        writes.driver().put("key2", "behind");
        try (BackupFollower follower = follower()) {
            follower.finish();
        }
        try (StorageDirectory directory = storage.openDirectory(COPY, false);
            StorageFile file = directory.open(StoreFileNames.segment(0), true)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), position + 50);
        }
        try (ReadOnlyKeyValueStore store = ReadOnlyKeyValueStore.open(storage, COPY, StoreTime.WALL);
            KeyValueReader reader = store.reader()) {
            assertEquals(position, store.position());
            assertEquals("whole", Contents.get(reader, "key1"));
            assertEquals(0, store.refresh());
        }
    }

    @Test
    void shouldRefuseACopyThatWasWritten() {
        writes.write(300);
        try (BackupFollower follower = follower()) {
            follower.finish();
            assertThrows(StoreLockedException.class, this::open);
            assertThrows(StoreLockedException.class, this::follower);
        }
        try (StoreDriver copy = open()) {
            copy.put("key", "of the copy");
        }
        writes.write(300);
        assertThrows(ConfigurationException.class, this::follower);
    }

    @Test
    void shouldRefuseTheStoreItself() {
        writes.write(1);
        final String sentence = assertThrows(ConfigurationException.class,
            () -> BackupFollower.open(storage, PATH, PATH)).getMessage();
        assertEquals("store is the store itself; its backup needs another directory", sentence);
    }

    @Test
    void shouldBeginAnewWhereTheFirstRoundHasNotEnded() throws IOException {
        writes.write(300);
        try (BackupFollower follower = follower()) {
            follower.finish();
        }
        try (StorageDirectory directory = storage.openDirectory(COPY, false)) {
            directory.delete(StoreFileNames.SEGMENTS);
        }
        assertThrows(StoreCorruptException.class, this::open);
        try (BackupFollower follower = follower()) {
            assertTrue(follower.finish() > 0);
        }
        assertSame();
    }
}
