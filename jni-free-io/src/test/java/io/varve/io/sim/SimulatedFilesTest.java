package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking at files and damaging them at rest, and the counters. */
class SimulatedFilesTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldCorruptCacheAndDisk() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        disk.files().corrupt("file", 5, 0x81);

        assertEquals((byte) 0x81, region.buffer().getByte(5));
        assertEquals((byte) 0x81, disk.files().bytes("file")[5]);
        assertEquals((byte) 0x81, disk.files().durableBytes("file")[5]);
        disk.storage.crash();
        assertEquals((byte) 0x81, disk.files().bytes("file")[5]);
        assertThrows(IndexOutOfBoundsException.class, () -> disk.files().corrupt("file", PAGE, 1));
    }

    @Test
    void shouldCorruptWithoutMakingAPageDirty() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        disk.files().corrupt("file", 5, 1);
        final long before = disk.storage.counters().forcedBytes();
        region.force(0, PAGE);

        assertEquals(before, disk.storage.counters().forcedBytes());
    }

    @Test
    void shouldTruncateDurably() throws IOException {
        disk.durable("file", filled(PAGE + 1, 1)).close();
        disk.files().truncate("file", 10);
        disk.storage.crash();

        assertArrayEquals(filled(10, 1), disk.files().bytes("file"));
        assertEquals(PAGE, disk.storage.allocatedBytes());
        assertThrows(IllegalArgumentException.class, () -> disk.files().truncate("file", 11));
    }

    @Test
    void shouldReplaceAndCreateDurably() throws IOException {
        final StorageFile file = disk.durable("file", filled(10, 1));
        disk.files().replace("file", filled(20, 2));
        disk.files().replace("new", filled(PAGE + 1, 3));

        assertEquals(20, file.size());
        disk.storage.crash();
        assertArrayEquals(filled(20, 2), disk.files().bytes("file"));
        assertArrayEquals(filled(PAGE + 1, 3), disk.files().bytes("new"));
        assertEquals(3 * PAGE, disk.storage.allocatedBytes());
    }

    @Test
    void shouldNotReplaceWhatIsMapped() throws IOException {
        disk.mapped("file", 1);

        assertThrows(IllegalStateException.class, () -> disk.files().replace("file", new byte[1]));
    }

    @Test
    void shouldRemoveDurably() throws IOException {
        disk.durable("file", filled(10, 1)).close();
        disk.files().remove("file");
        disk.storage.crash();

        assertEquals(List.of(), disk.files().names());
        assertEquals(0, disk.storage.allocatedBytes());
        assertThrows(UncheckedIOException.class, () -> disk.files().bytes("file"));
        assertThrows(UncheckedIOException.class, () -> disk.storage.files(Path.of("/missing")));
    }

    @Test
    void shouldNotCountItsOwnWork() throws IOException {
        disk.durable("file", filled(10, 1)).close();
        final long calls = disk.storage.counters().calls();
        disk.files().bytes("file");
        disk.files().corrupt("file", 0, 1);

        assertEquals(calls, disk.storage.counters().calls());
    }

    @Test
    void shouldCountCallsForcesCrashesAndKills() throws IOException {
        final SimulatedCounters counters = disk.storage.counters();
        assertEquals(1, counters.calls());
        final MappedRegion region = disk.mapped("file", 3);
        assertEquals(7, counters.calls(), "create, write, force, force of the directory, map, close");
        assertEquals(2, counters.forces());
        assertEquals(3 * PAGE, counters.forcedBytes());
        region.buffer().putByte(2 * PAGE, (byte) 1);
        region.force(PAGE, 2 * PAGE);
        assertEquals(4 * PAGE, counters.forcedBytes());
        disk.storage.crash();
        disk.storage.killProcess();
        disk.storage.killProcess();

        assertEquals(3, counters.forces());
        assertEquals(1, counters.crashes());
        assertEquals(2, counters.kills());
    }
}
