package io.varve.io.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.io.MappedRegion;
import io.varve.io.Storage;
import io.varve.io.StorageBehaviour;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SimulatedStorageTest extends StorageBehaviour {

    private final SimulatedStorage storage = new SimulatedStorage(1).writeBackProbability(0.5);

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected Path missingPath() {
        return Path.of("simulated");
    }

    @Override
    @Test
    protected void shouldKeepARegionWhileItsFileGrows() throws IOException {
        try (StorageFile file = directory().create("file")) {
            file.write(ByteBuffer.allocate(4096), 0);
            final MappedRegion region = file.map(4096, true);

            assertThrows(IllegalStateException.class, () -> file.write(ByteBuffer.allocate(1), 4096));
            assertEquals(4096, file.size());
            assertEquals(4096, storage.allocatedBytes());
            region.unmap();
            file.write(ByteBuffer.allocate(1), 4096);
            assertEquals(4097, file.size());
        }
    }
}
