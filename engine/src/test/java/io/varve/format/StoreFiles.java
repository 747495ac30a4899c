package io.varve.format;

import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a store as byte arrays, by name; without the lock and the counters, which hold nothing of the log. */
final class StoreFiles {

    private StoreFiles() {
    }

    static SortedMap<String, byte[]> load(final Storage storage, final Path path) throws IOException {
        final SortedMap<String, byte[]> files = new TreeMap<>();
        try (StorageDirectory directory = storage.openDirectory(path, false)) {
            for (final String name : directory.list()) {
                if (!name.equals("store.lock") && !name.equals("store.counters")) {
                    try (StorageFile file = directory.open(name, false)) {
                        final ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
                        file.read(bytes, 0);
                        files.put(name, bytes.array());
                    }
                }
            }
        }
        return files;
    }

    static void save(final Map<String, byte[]> files, final Storage storage, final Path path) throws IOException {
        try (StorageDirectory directory = storage.openDirectory(path, true)) {
            for (final Map.Entry<String, byte[]> entry : files.entrySet()) {
                try (StorageFile file = directory.create(entry.getKey())) {
                    file.write(ByteBuffer.wrap(entry.getValue()), 0);
                }
            }
        }
    }
}
