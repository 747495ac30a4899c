package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageBehaviour {

    private static final Path ROOT = Path.of("memory");

    @Override
    protected Storage storage() {
        return new MemoryStorage();
    }

    @Override
    protected Path missingPath() {
        return ROOT;
    }

    @Test
    void shouldShareNothingAmongStorages() throws IOException {
        final StorageDirectory first = new MemoryStorage().openDirectory(ROOT, true);
        final MemoryStorage other = new MemoryStorage();

        assertThrows(NoSuchFileException.class, () -> other.openDirectory(ROOT, false));
        assertNotEquals(first.key(), other.openDirectory(ROOT, true).key());
    }

    @Test
    void shouldSayThatItIsMemory() throws IOException {
        assertEquals("memory", directory().fileSystemType());
        assertTrue(FileSystemGate.isSafe(directory().fileSystemType()));
    }

    @Test
    void shouldRefuseToMapWhatGrewUntilTheOldRegionIsUnmapped() throws IOException {
        try (StorageFile file = directory().create("file")) {
            file.write(ByteBuffer.allocate(4096), 0);
            final MappedRegion region = file.map(4096, true);
            final MappedRegion other = file.map(4096, true);
            file.write(ByteBuffer.allocate(4096), 4096);
            other.unmap();
            other.unmap();

            assertThrows(IOException.class, () -> file.map(8192, true));
            region.unmap();
            region.unmap();
            assertEquals(8192, file.map(8192, true).length());
        }
    }
}
