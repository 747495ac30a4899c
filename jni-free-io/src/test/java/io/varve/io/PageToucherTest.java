package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs on the classes, and on JDK 22 and newer again on the archive, with native access and without. */
class PageToucherTest {

    private static final int LENGTH = 1 << 20;

    @TempDir
    private Path temporary;
    private MappedRegion region;

    @BeforeEach
    void map() throws IOException {
        try (StorageDirectory directory = MappedStorage.instance().openDirectory(temporary.resolve("d"), true);
            StorageFile file = directory.create("file")) {
            final ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                bytes.put(i, (byte) (i * 31));
            }
            file.write(bytes, 0);
            region = file.map(LENGTH, true);
        }
    }

    @AfterEach
    void unmap() {
        region.unmap();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldMakeThePagesOfTheRangePresent() throws IOException {
        region.touch(LENGTH / 2, LENGTH / 4);
        assertTrue(presentKilobytes() >= LENGTH / 4 >> 10, "present: " + presentKilobytes() + " kB");
    }

    @Test
    void shouldChangeNoByte() {
        region.touch(0, LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            assertEquals((byte) (i * 31), region.buffer().getByte(i));
        }
    }

    @Test
    void shouldChangeNoByteWhileAnotherThreadStores() throws InterruptedException {
        final UnsafeBuffer buffer = region.buffer();
        final Thread writer = new Thread(() -> {
            for (int i = 0; i < LENGTH; i += Long.BYTES) {
                buffer.putLong(i, i & 64);
            }
        });
        writer.start();
        while (writer.isAlive()) {
            region.touch(0, LENGTH);
        }
        writer.join();
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            assertEquals(i & 64, buffer.getLong(i));
        }
    }

    @Test
    void shouldTakeARangeThatIsNotAligned() {
        region.touch(4_095, 2);
        region.touch(LENGTH - 1, 1);
        region.touch(17, 0);
        assertEquals((byte) (4_095 * 31), region.buffer().getByte(4_095));
    }

    @Test
    void shouldRefuseARangeOutsideOfTheRegion() {
        assertThrows(IndexOutOfBoundsException.class, () -> region.touch(LENGTH - 1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> region.touch(-1, 1));
    }

    /** The resident part of the mapping that holds the region, as the kernel reports it. */
    private long presentKilobytes() throws IOException {
        final String start = Long.toHexString(region.buffer().addressOffset());
        boolean found = false;
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.startsWith(start + "-")) {
                found = true;
            } else if (found && line.startsWith("Rss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        assertFalse(found, "the mapping has no resident size");
        return 0;
    }
}
