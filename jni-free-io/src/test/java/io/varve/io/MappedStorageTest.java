package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedStorageTest extends StorageBehaviour {

    @TempDir
    private Path temporary;

    @Override
    protected Storage storage() {
        return MappedStorage.instance();
    }

    @Override
    protected Path missingPath() {
        return temporary.resolve("root");
    }

    @Test
    void shouldRefuseAFileSystemWithoutModes() throws IOException {
        final URI archive = URI.create("jar:" + temporary.resolve("files.zip").toUri());
        try (FileSystem withoutModes = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            for (final boolean create : new boolean[] {true, false}) {
                final String message = assertThrows(WrongModeException.class,
                    () -> storage().openDirectory(withoutModes.getPath("/store"), create)).getMessage();
                assertEquals("/store: the file system has no POSIX modes, which keep others than the owner from "
                    + "truncating the files of a store; a store needs a file system that has them", message);
            }
        }
    }

    @Test
    void shouldRefuseALinkToALockOrAFile() throws IOException {
        final StorageDirectory directory = storage().openDirectory(missingPath(), true);
        Files.createSymbolicLink(missingPath().resolve("link"), Files.createFile(temporary.resolve("target")));

        assertThrows(NotRegularFileException.class, () -> directory.open("link", false));
        assertThrows(NotRegularFileException.class, () -> directory.tryLock("link"));
    }

    @Test
    void shouldGiveAFileASecondNameInAnotherDirectory() throws IOException {
        final StorageDirectory directory = storage().openDirectory(missingPath(), true);
        final StorageDirectory other = storage().openDirectory(temporary.resolve("other"), true);
        try (StorageFile file = directory.create("name")) {
            file.write(ByteBuffer.allocate(10), 0);
        }
        assertTrue(directory.link("name", other));
        assertEquals(List.of("name"), other.list());
        directory.delete("name");
        try (StorageFile file = other.open("name", false)) {
            assertEquals(10, file.size());
        }
        assertFalse(directory.link("missing", other));
    }
}
