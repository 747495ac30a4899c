package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Disks that are full. */
class DiskSpaceTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldRunFullAndGetSpaceBackByDeleting() throws IOException {
        disk.storage.capacityBytes(4 * PAGE);
        disk.volatileFile("a", filled(3 * PAGE, 1)).close();
        final StorageFile b = disk.directory.create("b");

        final IOException full =
            assertThrows(IOException.class, () -> b.write(ByteBuffer.wrap(filled(2 * PAGE, 2)), 0));
        assertTrue(full.getMessage().endsWith("No space left on device"), full::getMessage);
        assertEquals(PAGE, b.size());
        assertEquals(4 * PAGE, disk.storage.allocatedBytes());
        b.write(ByteBuffer.wrap(filled(PAGE, 3)), 0);
        disk.directory.delete("a");
        b.write(ByteBuffer.wrap(filled(2 * PAGE, 2)), 0);
        assertEquals(2 * PAGE, disk.storage.allocatedBytes());
        b.write(ByteBuffer.wrap(filled(10, 2)), 0);
        assertEquals(2 * PAGE, disk.storage.allocatedBytes(), "overwriting needs no space and gives none back");
    }

    @Test
    void shouldKeepTheSpaceOfADeletedFileThatIsStillUsed() throws IOException {
        final MappedRegion region = disk.mapped("file", 2);
        disk.directory.delete("file");
        assertEquals(2 * PAGE, disk.storage.allocatedBytes());

        region.unmap();
        assertEquals(0, disk.storage.allocatedBytes());
        final StorageFile file = disk.durable("other", filled(1, 1));
        disk.directory.delete("other");
        assertEquals(PAGE, disk.storage.allocatedBytes());

        file.close();
        assertEquals(0, disk.storage.allocatedBytes());
    }

    @Test
    void shouldGiveBackTheSpaceOfAReplacedFileAndOfADeadProcess() throws IOException {
        disk.durable("a", filled(PAGE, 1)).close();
        disk.durable("b", filled(PAGE, 1)).close();
        disk.directory.rename("a", "b");
        assertEquals(PAGE, disk.storage.allocatedBytes());
        disk.directory.open("b", false);
        disk.directory.delete("b");
        assertEquals(PAGE, disk.storage.allocatedBytes());
        disk.directory.force();
        disk.storage.crash();

        assertEquals(0, disk.storage.allocatedBytes());
    }
}
