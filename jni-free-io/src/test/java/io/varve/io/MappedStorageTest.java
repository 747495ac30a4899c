package io.varve.io;

import java.nio.file.Path;
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
}
