package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forces that fail, and what is on the disk then. */
class FailedForceTest {

    private static final int PAGES = 8;

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldForceARandomSubsetWhenPowerGoesDuringAForce() throws IOException {
        final MappedRegion region = disk.mapped("file", 2);
        region.buffer().setMemory(0, 2 * PAGE, (byte) 1);
        final Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            final SimulatedDisk fork = new SimulatedDisk(disk.storage.fork(seed));
            final StorageFile file = fork.directory.open("file", true);
            fork.storage.failAt(1, SimulatedFault.CRASH);
            assertThrows(SimulatedCrashError.class, file::force);
            seen.add(fork.files().bytes("file")[0] + " " + fork.files().bytes("file")[PAGE]);
        }

        assertEquals(Set.of("0 0", "0 1", "1 0", "1 1"), seen);
    }

    @Test
    void shouldForgetPagesAfterAFailedForceThatKeepsThem() throws IOException {
        final byte[] content = filled(PAGES * PAGE, 1);
        Arrays.fill(content, 0, 3 * PAGE, (byte) 0);
        final MappedRegion region = disk.mapped("file", PAGES);
        region.buffer().putBytes(0, content);
        disk.storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
        assertThrows(IOException.class, () -> region.force(0, PAGES * PAGE));
        final int written = durablePages(1);
        region.force(0, PAGES * PAGE);

        assertTrue(written > 0 && written < PAGES - 3, () -> "written: " + written);
        region.force(0, PAGES * PAGE);
        assertEquals(written, durablePages(1), "a second force reports success and writes nothing");
        assertArrayEquals(content, disk.files().bytes("file"));
        final Set<String> outcomes =
            disk.outcomes(50, files -> String.valueOf(Arrays.hashCode(files.bytes("file"))));
        assertEquals(1, outcomes.size(), "nothing is left to be written");
        disk.storage.crash();
        assertEquals(written, durablePages(1));
    }

    @Test
    void shouldForceForgottenPagesOnceTheyAreDirtyAgain() throws IOException {
        final MappedRegion region = disk.mapped("file", PAGES);
        region.buffer().setMemory(0, PAGES * PAGE, (byte) 1);
        disk.storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
        assertThrows(IOException.class, () -> region.force(0, PAGES * PAGE));
        for (int page = 0; page < PAGES / 2; page++) {
            region.buffer().putByte(page * PAGE + 17, (byte) 2);
        }
        final StorageFile file = disk.directory.open("file", true);
        final ByteBuffer same = ByteBuffer.wrap(filled(PAGES / 2 * PAGE, 1));
        file.write(same, PAGES / 2 * PAGE);
        file.force();

        assertEquals(PAGES, durablePages(1));
    }

    @Test
    void shouldFallBackToTheDiskAfterAFailedForceThatReverts() throws IOException {
        final MappedRegion region = disk.mapped("file", PAGES);
        region.buffer().setMemory(0, PAGES * PAGE, (byte) 1);
        disk.storage.step();
        disk.storage.failAt(1, SimulatedFault.FORCE_FAILS_REVERTS);
        assertThrows(IOException.class, () -> region.force(0, PAGES * PAGE));

        final int written = durablePages(1);
        assertTrue(written > 0 && written < PAGES, () -> "written: " + written);
        for (int page = 0; page < PAGES; page++) {
            assertEquals(disk.files().durableBytes("file")[page * PAGE], region.buffer().getByte(page * PAGE));
        }
        final long before = disk.storage.counters().forcedBytes();
        region.force(0, PAGES * PAGE);
        assertEquals(before, disk.storage.counters().forcedBytes(), "what was reverted is not dirty");
    }

    @Test
    void shouldKeepDirectoryChangesPendingAfterAFailedForce() throws IOException {
        for (int i = 0; i < 6; i++) {
            disk.volatileFile("f" + i, filled(1, 1)).force();
        }
        disk.storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
        assertThrows(IOException.class, disk.directory::force);
        assertTrue(disk.outcomes(100, files -> files.names().toString()).size() > 1);
        disk.directory.force();

        assertEquals(1, disk.outcomes(100, files -> files.names().toString()).size());
    }

    @Test
    void shouldMakeSomeDirectoryChangesDurableInAFailedForce() throws IOException {
        disk.durable("a", filled(1, 1)).close();
        disk.volatileFile("temporary", filled(1, 2)).force();
        disk.directory.rename("a", "b");
        disk.directory.rename("b", "c");
        disk.directory.rename("temporary", "a");
        final Set<Set<String>> seen = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            final SimulatedDisk fork = new SimulatedDisk(disk.storage.fork(seed));
            fork.storage.failAt(1, SimulatedFault.FORCE_FAILS_REVERTS);
            assertThrows(IOException.class, fork.directory::force);
            final Set<String> outcomes = fork.outcomes(60, files -> files.names().toString());
            outcomes.forEach(names -> assertTrue(names.length() <= 16, () -> "a file has two names: " + names));
            seen.add(outcomes);
        }

        assertTrue(seen.contains(Set.of("[a, c]")), "all changes can have been made durable");
        assertTrue(seen.size() > 4, seen::toString);
    }

    private int durablePages(final int value) {
        final byte[] durable = disk.files().durableBytes("file");
        int result = 0;
        for (int page = 0; page < PAGES; page++) {
            result += durable[page * PAGE] == value ? 1 : 0;
        }
        return result;
    }
}
