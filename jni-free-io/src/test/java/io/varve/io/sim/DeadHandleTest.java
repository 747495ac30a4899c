package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.io.StorageLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a process after its end, and what is open before. */
class DeadHandleTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    private enum End {
        CRASH(SimulatedStorage::crash),
        KILL(SimulatedStorage::killProcess);

        private final Consumer<SimulatedStorage> action;

        End(final Consumer<SimulatedStorage> action) {
            this.action = action;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseEveryCallOnWhatIsDead(final End end) throws IOException {
        final StorageDirectory directory = disk.directory;
        final StorageFile file = disk.durable("file", filled(PAGE, 1));
        final MappedRegion region = file.map(PAGE, true);
        end.action.accept(disk.storage);
        final long calls = disk.storage.counters().calls();

        assertThrows(IllegalStateException.class, directory::list);
        assertThrows(IllegalStateException.class, directory::force);
        assertThrows(IllegalStateException.class, directory::fileSystemType);
        assertThrows(IllegalStateException.class, () -> directory.create("other"));
        assertThrows(IllegalStateException.class, () -> directory.open("file", true));
        assertThrows(IllegalStateException.class, () -> directory.rename("file", "other"));
        assertThrows(IllegalStateException.class, () -> directory.delete("file"));
        assertThrows(IllegalStateException.class, () -> directory.tryLock("lock"));
        assertThrows(IllegalStateException.class, file::size);
        assertThrows(IllegalStateException.class, file::force);
        assertThrows(IllegalStateException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        assertThrows(IllegalStateException.class, () -> file.write(ByteBuffer.allocate(1), 0));
        assertThrows(IllegalStateException.class, () -> file.map(PAGE, true));
        assertThrows(IllegalStateException.class, () -> region.force(0, PAGE));
        assertThrows(IllegalStateException.class, () -> region.touch(0, PAGE));
        assertEquals(calls, disk.storage.counters().calls());
        assertEquals(List.of("file"), disk.files().names());
    }

    @ParameterizedTest
    @EnumSource
    void shouldCloseWhatIsDeadWithoutEffect(final End end) throws IOException {
        final StorageLock lock = disk.directory.tryLock("lock");
        final StorageFile file = disk.durable("file", filled(PAGE, 1));
        final MappedRegion region = file.map(PAGE, true);
        disk.directory.force();
        end.action.accept(disk.storage);
        disk.reopen();
        final StorageLock next = disk.directory.tryLock("lock");
        region.unmap();
        file.close();
        lock.close();

        assertNotNull(next, "the end of the process gives its locks back");
        assertNull(disk.directory.tryLock("lock"), "closing a dead lock must not release that of another");
        assertEquals(2, disk.storage.counters().openHandles());
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotLetLateStoresReachAnybody(final End end) throws IOException {
        final MappedRegion dead = disk.mapped("file", 2);
        dead.buffer().putByte(0, (byte) 1);
        dead.force(0, PAGE);
        end.action.accept(disk.storage);
        dead.buffer().setMemory(0, 2 * PAGE, (byte) 9);
        dead.byteBuffer().put(8, (byte) 9);
        disk.reopen();
        final MappedRegion region = disk.directory.open("file", true).map(2 * PAGE, true);
        dead.buffer().setMemory(0, 2 * PAGE, (byte) 9);

        assertEquals(1, region.buffer().getByte(0));
        assertEquals(0, region.buffer().getByte(8));
        assertEquals(0, region.buffer().getByte(PAGE));
        assertEquals(1, disk.files().durableBytes("file")[0]);
        assertEquals(0, disk.files().durableBytes("file")[PAGE]);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveAnotherKeyToAnotherProcess(final End end) throws IOException {
        final String before = disk.directory.key();
        end.action.accept(disk.storage);
        disk.reopen();

        assertNotEquals(before, disk.directory.key());
    }

    @Test
    void shouldKeepEverythingWhenTheProcessIsKilled() throws IOException {
        final MappedRegion region = disk.mapped("mapped", 2);
        region.buffer().setMemory(0, 2 * PAGE, (byte) 1);
        disk.volatileFile("new", filled(10, 2)).close();
        disk.directory.rename("new", "renamed");
        disk.storage.killProcess();

        assertEquals(List.of("mapped", "renamed"), disk.files().names());
        assertArrayEquals(filled(2 * PAGE, 1), disk.files().bytes("mapped"));
        assertArrayEquals(filled(10, 2), disk.files().bytes("renamed"));
    }

    @Test
    void shouldStillLoseAfterAKillWhatWasNeverForced() throws IOException {
        disk.mapped("file", 1).buffer().putByte(0, (byte) 1);
        disk.storage.killProcess();

        assertEquals(2, disk.outcomes(100, files -> SimulatedDisk.entry(files, "file")).size());
    }

    @Test
    void shouldForceAfterAKillWhatWasStoredBefore() throws IOException {
        disk.mapped("file", 16).buffer().putByte(15 * PAGE, (byte) 1);
        disk.storage.killProcess();
        disk.reopen();
        disk.directory.open("file", true).force();

        assertEquals(1, disk.files().durableBytes("file")[15 * PAGE]);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetAFileGrowThatADeadProcessHadMapped(final End end) throws IOException {
        disk.mapped("file", 1);
        end.action.accept(disk.storage);
        disk.reopen();
        try (StorageFile file = disk.directory.open("file", true)) {
            file.write(ByteBuffer.allocate(PAGE), PAGE);

            assertEquals(2 * PAGE, file.size());
        }
    }

    @Test
    void shouldCountAndNameWhatIsOpen() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        final StorageLock lock = disk.directory.tryLock("lock");
        final StorageFile file = disk.directory.open("file", false);

        assertEquals(List.of("DIRECTORY /store", "REGION file", "LOCK lock", "FILE file"), disk.storage.openHandles());
        assertEquals(4, disk.storage.counters().openHandles());
        assertEquals(1, disk.storage.counters().mappedRegions());
        region.unmap();
        lock.close();
        file.close();
        disk.directory.close();
        assertEquals(List.of(), disk.storage.openHandles());
    }

    @Test
    void shouldRefuseMisuseThatWouldHarmARealProcess() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.unmap();
        assertThrows(IndexOutOfBoundsException.class, () -> region.buffer().putLong(0, 1));
        assertThrows(IllegalStateException.class, () -> region.force(0, 1));

        final MappedRegion reader = disk.directory.open("file", false).map(PAGE, false);
        reader.buffer().putLong(0, 1);
        assertThrows(IllegalStateException.class, reader::unmap);

        disk.directory.tryLock("lock");
        assertThrows(IllegalStateException.class, () -> disk.directory.open("lock", true));
        assertThrows(IllegalArgumentException.class, () -> disk.directory.create("a/b"));
        disk.directory.close();
        assertThrows(IllegalStateException.class, disk.directory::list);
    }

    @Test
    void shouldNotMistakeTheStoresOfOthersForThoseOfAReader() throws IOException {
        final StorageFile file = disk.durable("file", new byte[PAGE]);
        final MappedRegion reader = file.map(PAGE, false);
        file.write(ByteBuffer.wrap(filled(10, 1)), 0);
        reader.unmap();

        final MappedRegion early = file.map(PAGE, false);
        final MappedRegion writer = file.map(PAGE, true);
        final MappedRegion late = file.map(PAGE, false);
        writer.buffer().putLong(0, 1);
        writer.unmap();
        early.unmap();
        late.unmap();
    }
}
