package io.varve.io.sim;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that fail when they are told to. */
class FaultTest {

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
    void shouldForceWhatIsTouchedAgainAfterAForceHasFailed() throws IOException {
        try (StorageFile file = disk.volatileFile("file", filled(10, 1))) {
            disk.storage.failAt(SimulatedCall.FORCE_FILE, 1, SimulatedFault.FORCE_FAILS_KEEPS);
            assertThrows(IOException.class, file::force);
            final MappedRegion region = file.map(10, true);
            region.touch(0, 10);
            region.force(0, 10);
            region.unmap();
        }
        assertArrayEquals(filled(10, 1), disk.files().durableBytes("file"));
    }

    @Test
    void shouldRefuseFaultsThatCannotHappen() {
        assertThrows(IllegalArgumentException.class,
            () -> disk.storage.failAt(SimulatedCall.READ, 1, SimulatedFault.FORCE_FAILS_KEEPS));
        assertThrows(IllegalArgumentException.class, () -> disk.storage.failAt(0, SimulatedFault.CRASH));
    }
}
