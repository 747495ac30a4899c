package io.varve.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage does alike. A new one is tested by extending this class. */
public abstract class StorageBehaviour {

    private static final int PAGE = 4096;

    private Storage storage;
    private Path path;
    private StorageDirectory directory;

    /** The storage under test; called once a test. */
    protected abstract Storage storage() throws IOException;

    /** A path in it that does not exist yet. */
    protected abstract Path missingPath();

    @BeforeEach
    void openDirectory() throws IOException {
        storage = storage();
        path = missingPath();
        directory = storage.openDirectory(path.resolve("store"), true);
    }

    @Test
    void shouldRefuseToOpenAMissingDirectory() {
        assertThrows(NoSuchFileException.class, () -> storage.openDirectory(path.resolve("missing"), false));
    }

    @Test
    void shouldCreateADirectoryWithItsParents() throws IOException {
        storage.openDirectory(path.resolve("a").resolve("b"), true).close();

        assertEquals(List.of("b"), storage.openDirectory(path.resolve("a"), false).list());
        assertEquals(List.of(), storage.openDirectory(path.resolve("a").resolve("b"), false).list());
    }

    @Test
    void shouldServeAnInterruptedThreadAndLeaveItsFlag() throws IOException {
        Thread.currentThread().interrupt();
        try (StorageDirectory interrupted = storage.openDirectory(path.resolve("interrupted"), true);
            StorageLock lock = interrupted.tryLock("lock")) {
            assertNotNull(lock);
            try (StorageFile file = interrupted.create("before")) {
                file.write(ByteBuffer.wrap(new byte[PAGE]), 0);
                file.force();
                assertEquals(PAGE, file.size());
            }
            interrupted.rename("before", "after");
            interrupted.force();
            try (StorageFile file = interrupted.open("after", true)) {
                assertEquals(PAGE, file.read(ByteBuffer.allocate(PAGE), 0));
                final MappedRegion region = file.map(PAGE, true);
                region.force(0, PAGE);
                region.unmap();
            }
            interrupted.delete("after");
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void shouldRefuseToOpenAFileAsDirectory() throws IOException {
        write("file", 0, "x");

        assertThrows(NotDirectoryException.class, () -> storage.openDirectory(path.resolve("store/file"), false));
    }

    @Test
    void shouldGiveTheSameKeyToTwoOpeningsOfOneDirectoryOnly() throws IOException {
        final StorageDirectory other = storage.openDirectory(path.resolve("other"), true);
        final StorageDirectory same = storage.openDirectory(path.resolve("other/../store"), false);

        assertEquals(directory.key(), same.key());
        assertNotEquals(directory.key(), other.key());
    }

    @Test
    void shouldKnowThePathThatADirectoryWasOpenedBy() {
        assertEquals(path.resolve("store"), directory.path());
    }

    @Test
    void shouldNameAFileSystemType() throws IOException {
        assertFalse(directory.fileSystemType().isBlank());
    }

    @Test
    void shouldListNamesInOrder() throws IOException {
        write("b", 0, "");
        write("c", 0, "");
        write("a", 0, "");

        assertEquals(List.of("a", "b", "c"), directory.list());
    }

    @Test
    void shouldRefuseToCreateWhatExists() throws IOException {
        write("file", 0, "old");

        assertThrows(FileAlreadyExistsException.class, () -> directory.create("file"));
        assertEquals("old", read("file"));
    }

    @Test
    void shouldRefuseToOpenDeleteOrRenameWhatIsMissing() {
        assertThrows(NoSuchFileException.class, () -> directory.open("missing", true));
        assertThrows(NoSuchFileException.class, () -> directory.delete("missing"));
        assertThrows(NoSuchFileException.class, () -> directory.rename("missing", "other"));
    }

    @Test
    void shouldRefuseToOpenADirectoryAsAFile() throws IOException {
        storage.openDirectory(path.resolve("store/inner"), true).close();

        assertThrows(NotRegularFileException.class, () -> directory.open("inner", false));
    }

    @Test
    void shouldKeepFilesAfterClosing() throws IOException {
        write("file", 0, "content");
        directory.force();
        directory.close();
        directory = storage.openDirectory(path.resolve("store"), false);

        assertEquals("content", read("file"));
    }

    @Test
    void shouldFillGapsWithZeros() throws IOException {
        write("file", 3, "abc");

        assertEquals("\0\0\0abc", read("file"));
    }

    @Test
    void shouldOverwriteWithoutChangingTheSize() throws IOException {
        write("file", 0, "0123456789");
        write("file", 2, "ab");

        assertEquals("01ab456789", read("file"));
    }

    @Test
    void shouldGrowByManySmallWrites() throws IOException {
        final byte[] expected = new byte[5 * PAGE + 7];
        try (StorageFile file = directory.create("file")) {
            for (int i = 0; i < expected.length; i += 1000) {
                final int length = Math.min(1000, expected.length - i);
                Arrays.fill(expected, i, i + length, (byte) (i / 1000));
                file.write(ByteBuffer.wrap(expected, i, length), i);
            }
        }

        assertArrayEquals(expected, readBytes("file"));
    }

    @Test
    void shouldReadUpToTheEndOnly() throws IOException {
        write("file", 0, "0123456789");
        final ByteBuffer target = ByteBuffer.allocateDirect(8).position(1);
        try (StorageFile file = directory.open("file", false)) {
            assertEquals(4, file.read(target, 6));
            assertEquals(5, target.position());
            assertEquals('6', target.get(1));
            assertEquals(0, file.read(target, 10));
            assertEquals(0, file.read(target, 1000));
            assertEquals(5, target.position());
        }
    }

    @Test
    void shouldConsumeWhatIsWritten() throws IOException {
        final ByteBuffer source = ByteBuffer.wrap("0123456789".getBytes(US_ASCII)).position(2).limit(6);
        try (StorageFile file = directory.create("file")) {
            file.write(source, 0);

            assertEquals(6, source.position());
            assertEquals(4, file.size());
        }
        assertEquals("2345", read("file"));
    }

    @Test
    void shouldRefuseToWriteThroughAReadOnlyFile() throws IOException {
        write("file", 0, "0123456789");
        try (StorageFile file = directory.open("file", false)) {
            assertThrows(NonWritableChannelException.class, () -> file.write(ByteBuffer.allocate(1), 0));
            assertThrows(NonWritableChannelException.class, () -> file.map(10, true));
        }
        assertEquals("0123456789", read("file"));
    }

    @Test
    void shouldRefuseToUseAClosedFile() throws IOException {
        final StorageFile file = directory.create("file");
        file.close();
        file.close();

        assertThrows(ClosedChannelException.class, file::size);
        assertThrows(ClosedChannelException.class, file::force);
        assertThrows(ClosedChannelException.class, () -> file.read(ByteBuffer.allocate(1), 0));
        assertThrows(ClosedChannelException.class, () -> file.write(ByteBuffer.allocate(1), 0));
    }

    @Test
    void shouldShareMemoryAmongRegionsAndFile() throws IOException {
        try (StorageFile file = directory.create("file")) {
            file.write(ByteBuffer.allocate(2 * PAGE), 0);
            final MappedRegion region = file.map(2 * PAGE, true);
            final MappedRegion reader = file.map(PAGE, false);
            region.buffer().putLong(8, 0x0807060504030201L);
            file.write(ByteBuffer.wrap(new byte[] {42}), 100);

            final ByteBuffer target = ByteBuffer.allocate(8);
            file.read(target, 8);
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, target.array());
            assertEquals(0x0807060504030201L, reader.buffer().getLong(8));
            assertEquals(42, reader.buffer().getByte(100));
            assertEquals(42, region.buffer().getByte(100));
            region.unmap();
            reader.unmap();
        }
    }

    @Test
    void shouldMapAlignedMemoryOfTheLengthAskedFor() throws IOException {
        final MappedRegion region = mapNew("file", 2 * PAGE, PAGE + 24);

        assertEquals(PAGE + 24, region.length());
        assertEquals(PAGE + 24, region.buffer().capacity());
        assertEquals(0, region.buffer().addressOffset() % Long.BYTES);
        assertSame(region.buffer(), region.buffer());
        region.unmap();
    }

    @Test
    void shouldGiveLittleEndianViewsWithPositionsOfTheirOwn() throws IOException {
        final MappedRegion region = mapNew("file", PAGE, PAGE);
        region.buffer().putByte(0, (byte) 1);
        final ByteBuffer first = region.byteBuffer();
        final ByteBuffer second = region.byteBuffer();

        assertEquals(ByteOrder.LITTLE_ENDIAN, first.order());
        assertEquals(1, first.getInt());
        assertNotSame(first, second);
        assertEquals(0, second.position());
        assertEquals(PAGE, second.remaining());
        second.put(0, (byte) 9);
        assertEquals(9, region.buffer().getByte(0));
        region.unmap();
    }

    @Test
    void shouldNeverExtendAFileByMapping() throws IOException {
        try (StorageFile file = directory.create("file")) {
            file.write(ByteBuffer.allocate(100), 0);

            assertThrows(EOFException.class, () -> file.map(101, true));
            assertEquals(100, file.size());
        }
    }

    @Test
    void shouldKeepARegionAfterItsFileIsClosedAndDeleted() throws IOException {
        final MappedRegion region = mapNew("file", PAGE, PAGE);
        directory.delete("file");
        region.buffer().putLong(0, 7);
        region.force(0, PAGE);

        assertEquals(List.of(), directory.list());
        assertEquals(7, region.buffer().getLong(0));
        region.unmap();
        region.unmap();
    }

    @Test
    void shouldKeepAnOpenFileAfterItIsDeletedAndMadeAnew() throws IOException {
        write("file", 0, "old");
        try (StorageFile old = directory.open("file", true)) {
            directory.delete("file");
            write("file", 0, "something new");

            assertEquals(3, old.size());
        }
        assertEquals("something new", read("file"));
    }

    @Test
    void shouldFindStoresOfAnUnmappedRegionInTheFile() throws IOException {
        final MappedRegion region = mapNew("file", PAGE, PAGE);
        region.buffer().putStringWithoutLengthAscii(0, "stored");
        region.unmap();

        assertTrue(read("file").startsWith("stored\0"));
    }

    @Test
    void shouldChangeNothingByTouchingOrForcing() throws IOException {
        final MappedRegion region = mapNew("file", 3 * PAGE, 3 * PAGE);
        region.buffer().setMemory(0, 3 * PAGE, (byte) 5);
        region.touch(100, 2 * PAGE);
        region.force(100, 2 * PAGE);
        region.unmap();

        for (final byte value : readBytes("file")) {
            assertEquals(5, value);
        }
    }

    @Test
    void shouldRefuseToForceBeyondTheRegion() throws IOException {
        final MappedRegion region = mapNew("file", 2 * PAGE, PAGE);

        assertThrows(IndexOutOfBoundsException.class, () -> region.force(0, PAGE + 1));
        region.unmap();
    }

    @Test
    void shouldReplaceAnotherFileByRenaming() throws IOException {
        write("new", 0, "new");
        write("name", 0, "old content");
        directory.rename("new", "name");

        assertEquals(List.of("name"), directory.list());
        assertEquals("new", read("name"));
    }

    @Test
    void shouldRenameToTheSameName() throws IOException {
        write("name", 0, "content");
        directory.rename("name", "name");

        assertEquals("content", read("name"));
    }

    @Test
    void shouldLockOnce() throws IOException {
        final StorageLock lock = directory.tryLock("lock");
        try (StorageDirectory other = storage.openDirectory(path.resolve("store"), false)) {
            assertNotNull(lock);
            assertNull(other.tryLock("lock"));
            assertEquals(List.of("lock"), other.list());
        }
        lock.close();

        final StorageLock next = directory.tryLock("lock");
        assertNotNull(next);
        lock.close();
        assertNull(directory.tryLock("lock"), "a lock that is closed twice must not release that of another");
        next.close();
    }

    @Test
    void shouldDeleteAnEmptyDirectoryLikeAFile() throws IOException {
        storage.openDirectory(path.resolve("store").resolve("child"), true).close();
        directory.delete("child");

        assertEquals(List.of(), directory.list());
    }

    @Test
    void shouldForceFilesAndDirectories() throws IOException {
        write("file", 0, "content");
        try (StorageFile file = directory.open("file", true)) {
            file.force();
        }
        directory.force();

        assertEquals("content", read("file"));
    }

    /** Not of the simulated storage, whose files cannot grow while they are mapped. */
    @Test
    protected void shouldKeepARegionWhileItsFileGrows() throws IOException {
        try (StorageFile file = directory.create("file")) {
            file.write(ByteBuffer.allocate(PAGE), 0);
            final MappedRegion region = file.map(PAGE, true);
            file.write(ByteBuffer.wrap(new byte[20 * PAGE]).put(20 * PAGE - 1, (byte) 3), PAGE);
            region.buffer().putByte(PAGE - 1, (byte) 1);
            file.write(ByteBuffer.wrap(new byte[] {2, 2}), PAGE - 1);

            assertEquals(2, region.buffer().getByte(PAGE - 1));
            region.unmap();
            final MappedRegion longer = file.map(21 * PAGE, false);
            assertEquals(2, longer.buffer().getByte(PAGE - 1));
            assertEquals(2, longer.buffer().getByte(PAGE));
            assertEquals(3, longer.buffer().getByte(21 * PAGE - 1));
            longer.unmap();
        }
    }

    /** The directory under test. */
    protected final StorageDirectory directory() {
        return directory;
    }

    private MappedRegion mapNew(final String name, final int fileLength, final int length) throws IOException {
        try (StorageFile file = directory.create(name)) {
            file.write(ByteBuffer.allocate(fileLength), 0);
            return file.map(length, true);
        }
    }

    private void write(final String name, final long position, final String content) throws IOException {
        final boolean exists = directory.list().contains(name);
        try (StorageFile file = exists ? directory.open(name, true) : directory.create(name)) {
            file.write(ByteBuffer.wrap(content.getBytes(US_ASCII)), position);
        }
    }

    private String read(final String name) throws IOException {
        return new String(readBytes(name), US_ASCII);
    }

    private byte[] readBytes(final String name) throws IOException {
        try (StorageFile file = directory.open(name, false)) {
            final ByteBuffer target = ByteBuffer.allocate((int) file.size());
            assertEquals(target.capacity(), file.read(target, 0));
            return target.array();
        }
    }
}
