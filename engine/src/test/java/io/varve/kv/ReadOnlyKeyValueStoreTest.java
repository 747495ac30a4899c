package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.io.MemoryStorage;
import io.varve.io.StorageDirectory;
import io.varve.log.LogConfig;
import io.varve.log.ReadOnlyLog;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ReadOnlyKeyValueStoreTest {

    private static final Path PATH = Path.of("read");

    private final MemoryStorage storage = new MemoryStorage();
    private final RandomWrites writes = new RandomWrites(storage, PATH, 5);

    @AfterEach
    void close() {
        writes.close();
    }

    private ReadOnlyKeyValueStore open() {
        return ReadOnlyKeyValueStore.open(storage, PATH, StoreTime.WALL);
    }

    @Test
    void shouldShowWhatTheWriterHasPutUpToTheLastRefresh() {
        writes.write(100);
        try (ReadOnlyKeyValueStore store = open(); KeyValueReader reader = store.reader()) {
            final Map<String, String> before = new TreeMap<>(writes.model());
            Contents.assertSame(before, reader);
            writes.write(100);
            Contents.assertSame(before, reader);
            assertTrue(store.refresh() > 0);
            Contents.assertSame(writes.model(), reader);
            assertEquals(writes.model().size(), store.size());
            assertEquals(0, store.refresh());
        }
    }

    @Test
    void shouldFollowOverSegmentsThatAreGone() {
        try (ReadOnlyKeyValueStore store = open(); KeyValueReader reader = store.reader()) {
            for (int round = 0; round < 8; round++) {
                writes.write(writes.random().nextInt(round % 4 == 0 ? 900 : 200));
                store.refresh();
                Contents.assertSame(writes.model(), reader);
                assertEquals(writes.model().size(), store.size());
            }
        }
        assertTrue(writes.store().compaction().removedSegments() > 0);
    }

    @Test
    void shouldOpenFromACheckpointAndWhatCameBehindIt() {
        writes.write(400);
        writes.reopen();
        writes.write(100);
        try (ReadOnlyKeyValueStore store = open(); KeyValueReader reader = store.reader()) {
            Contents.assertSame(writes.model(), reader);
            writes.write(200);
            writes.reopen();
            writes.write(100);
            store.refresh();
            Contents.assertSame(writes.model(), reader);
            assertEquals(writes.model().size(), store.size());
        }
    }

    @Test
    void shouldTellVersionsAndLengths() {
        final long version = writes.driver().put("key1", "value");
        try (ReadOnlyKeyValueStore store = open(); KeyValueReader reader = store.reader()) {
            assertEquals(version, reader.version(StoreDriver.bytes("key1"), 0, 4));
            assertEquals(5, reader.length(StoreDriver.bytes("key1"), 0, 4));
            assertEquals(KeyValueResult.NOT_FOUND, reader.length(StoreDriver.bytes("key2"), 0, 4));
        }
    }

    @Test
    void shouldChangeNothingInTheDirectory() throws IOException {
        writes.write(200);
        try (StorageDirectory directory = storage.openDirectory(PATH, false)) {
            final var before = directory.list();
            try (ReadOnlyKeyValueStore store = open()) {
                store.refresh();
            }
            assertEquals(before, directory.list());
        }
    }

    @Test
    void shouldRefuseAStoreOfAnotherKind() {
        final Path path = Path.of("log");
        RecordLog.open(LogConfig.at(path).storage(storage).build()).close();
        assertThrows(ConfigurationException.class, () -> ReadOnlyKeyValueStore.open(storage, path, StoreTime.WALL));
        final String sentence =
            assertThrows(ConfigurationException.class, () -> ReadOnlyLog.open(storage, PATH)).getMessage();
        assertEquals("read holds a key-value store, not a record log; open it as what it is", sentence);
    }

    @Test
    void shouldSayThatThereIsNoStore() {
        final String sentence = assertThrows(ConfigurationException.class,
            () -> ReadOnlyKeyValueStore.open(storage, Path.of("nowhere"), StoreTime.WALL)).getMessage();
        assertEquals("nowhere does not exist; a key-value store is created by the one who writes it", sentence);
    }

    @Test
    void shouldRefuseEverythingAfterItWasClosed() {
        final ReadOnlyKeyValueStore store = open();
        final KeyValueReader reader = store.reader();
        store.close();
        store.close();
        assertThrows(StoreClosedException.class, store::refresh);
        assertThrows(StoreClosedException.class, store::reader);
        assertThrows(StoreClosedException.class, () -> Contents.get(reader, "key1"));
        reader.close();
    }
}
