package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that fail, and disks that are full. */
class FaultTest {

    private static final int PAGES = 8;

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldCrashAtTheCallAskedFor() throws IOException {
        disk.storage.failAt(3, SimulatedFault.CRASH);
        disk.directory.list();
        disk.directory.list();
        final long calls = disk.storage.counters().calls();

        final SimulatedCrashError error = assertThrows(SimulatedCrashError.class, disk.directory::list);
        assertTrue(error.getMessage().contains("call " + (calls + 1) + ", LIST /store"), error::getMessage);
        assertEquals(1, disk.storage.counters().crashes());
        assertFalse(disk.storage.faultPending());
        assertThrows(IllegalStateException.class, disk.directory::list);
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

    @ParameterizedTest
    @EnumSource(names = {"KILL", "IO_ERROR", "NO_SPACE"})
    void shouldStoreARandomPrefixWhenAWriteFails(final SimulatedFault fault) throws IOException {
        disk.durable("file", filled(4, 1)).close();
        final Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            final SimulatedDisk fork = new SimulatedDisk(disk.storage.fork(seed));
            final StorageFile file = fork.directory.open("file", true);
            fork.storage.failAt(1, fault);
            final Class<? extends Throwable> expected =
                fault == SimulatedFault.KILL ? SimulatedCrashError.class : IOException.class;
            assertThrows(expected, () -> file.write(ByteBuffer.wrap(filled(4, 2)), 0));
            seen.add(new String(fork.files().bytes("file")).replace('\1', '1').replace('\2', '2'));
        }

        assertEquals(Set.of("1111", "2111", "2211", "2221", "2222"), seen);
    }

    @Test
    void shouldChangeADirectoryOrNotWhenTheProcessIsKilledMeanwhile() throws IOException {
        disk.durable("a", filled(1, 1)).close();
        disk.durable("b", filled(1, 2)).close();
        final Set<List<String>> seen = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            final SimulatedDisk fork = new SimulatedDisk(disk.storage.fork(seed));
            fork.storage.failAt(1, SimulatedFault.KILL);
            assertThrows(SimulatedCrashError.class, () -> fork.directory.create("c"));
            fork.reopen();
            fork.storage.failAt(1, SimulatedFault.KILL);
            assertThrows(SimulatedCrashError.class, () -> fork.directory.rename("a", "d"));
            fork.reopen();
            fork.storage.failAt(1, SimulatedFault.KILL);
            assertThrows(SimulatedCrashError.class, () -> fork.directory.delete("b"));
            seen.add(fork.files().names());
        }

        assertEquals(8, seen.size(), seen::toString);
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

    @Test
    void shouldCountOnlyCallsThatTheFaultConcerns() throws IOException {
        final StorageFile file = disk.durable("file", filled(10, 1));
        disk.storage.failAt(2, SimulatedFault.IO_ERROR);
        file.size();
        file.read(ByteBuffer.allocate(1), 0);
        file.force();
        disk.directory.list();

        assertThrows(IOException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        assertEquals(1, file.read(ByteBuffer.allocate(1), 0));
        assertEquals(1, disk.storage.faultsHit());
    }

    @Test
    void shouldFailForeverWhenAskedTo() throws IOException {
        final StorageFile file = disk.durable("file", filled(10, 1));
        disk.storage.failFrom(2, SimulatedFault.NO_SPACE);
        file.write(ByteBuffer.allocate(1), 0);

        assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(1), 0));
        assertThrows(IOException.class, () -> disk.directory.create("other"));
        assertTrue(disk.storage.faultPending());
        disk.storage.clearFaults();
        assertDoesNotThrow(() -> disk.directory.create("other"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailEveryKindOfCallThatReportsFailure(final SimulatedCall call) throws IOException {
        if (!call.reportsFailure() || call.isForce()) {
            assertThrows(IllegalArgumentException.class,
                () -> disk.storage.failAt(call, 1, SimulatedFault.IO_ERROR));
            return;
        }
        disk.storage.failAt(call, 1, SimulatedFault.IO_ERROR);
        final IOException failure = assertThrows(IOException.class, this::callEverything);
        assertTrue(failure.getMessage().endsWith("Input/output error"), failure::getMessage);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCrashAtEveryKindOfCall(final SimulatedCall call) {
        disk.storage.failAt(call, 1, SimulatedFault.CRASH);

        assertThrows(SimulatedCrashError.class, this::callEverything);
    }

    private void callEverything() throws IOException {
        disk.storage.openDirectory(Path.of("/other"), true).close();
        disk.directory.fileSystemType();
        disk.directory.list();
        try (StorageFile file = disk.volatileFile("file", filled(10, 1))) {
            file.size();
            file.read(ByteBuffer.allocate(1), 0);
            file.force();
            final MappedRegion region = file.map(10, true);
            region.force(0, 10);
            region.touch(0, 10);
            region.unmap();
        }
        disk.directory.open("file", true).close();
        disk.directory.rename("file", "renamed");
        disk.directory.delete("renamed");
        disk.directory.force();
        disk.directory.tryLock("lock").close();
    }

    @Test
    void shouldRefuseFaultsThatCannotHappen() {
        assertThrows(IllegalArgumentException.class,
            () -> disk.storage.failAt(SimulatedCall.READ, 1, SimulatedFault.FORCE_FAILS_KEEPS));
        assertThrows(IllegalArgumentException.class, () -> disk.storage.failAt(0, SimulatedFault.CRASH));
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

    private int durablePages(final int value) {
        final byte[] durable = disk.files().durableBytes("file");
        int result = 0;
        for (int page = 0; page < PAGES; page++) {
            result += durable[page * PAGE] == value ? 1 : 0;
        }
        return result;
    }
}
