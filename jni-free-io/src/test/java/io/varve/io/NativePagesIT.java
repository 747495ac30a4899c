package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on the archive, on JDK 22 and newer, once with native access and once without. */
class NativePagesIT {

    private static final boolean ENABLED = Boolean.getBoolean("varve.test.native");
    private static final int PAGE = 64 << 10;
    private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ");

    @TempDir
    private Path temporary;

    @Test
    void shouldRunFromTheArchive() {
        assertTrue(NativePages.class.getProtectionDomain().getCodeSource().getLocation().getPath().endsWith(".jar"));
    }

    @Test
    void shouldBeAvailableExactlyWhenNativeAccessIsEnabled() {
        assertEquals(ENABLED && "Linux".equals(System.getProperty("os.name")), NativePages.isAvailable());
    }

    @Test
    @Tag("without-native-access")
    void shouldDoNothingWithoutNativeAccess() {
        assertFalse(NativePages.populate(0, 1));
        assertFalse(HugePages.advise(0, HugePages.LENGTH));
    }

    @Test
    @Tag("with-native-access")
    void shouldAskForHugePages() throws IOException {
        final long memory = UnsafeApi.allocateMemory(4L * HugePages.LENGTH);
        try {
            final long aligned = (memory + HugePages.LENGTH - 1) & -HugePages.LENGTH;
            assumeTrue(HugePages.advise(aligned, 2L * HugePages.LENGTH), "the kernel has no transparent huge pages");
            assertTrue(flagsOfMappingAt(aligned).contains(" hg"), flagsOfMappingAt(aligned));
        } finally {
            UnsafeApi.freeMemory(memory);
        }
    }

    @Test
    @Tag("with-native-access")
    void shouldThrowForAPageWithoutAFileBehindItAndLeaveTheProcessAlive() throws IOException {
        final MappedByteBuffer mapping;
        try (FileChannel channel = FileChannel.open(temporary.resolve("file"), StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * PAGE);
            channel.truncate(PAGE);
        }
        try {
            final long address = BufferUtil.address(mapping);
            assumeTrue(NativePages.populate(address, PAGE), "the kernel is older than Linux 5.14");
            final InternalError error =
                assertThrows(InternalError.class, () -> NativePages.populate(address, 2 * PAGE));
            assertTrue(error.getMessage().contains("no file behind it"), error.getMessage());
        } finally {
            BufferUtil.free(mapping);
        }
    }

    private static String flagsOfMappingAt(final long address) throws IOException {
        boolean inside = false;
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            final Matcher range = RANGE.matcher(line);
            if (range.lookingAt()) {
                inside = Long.parseUnsignedLong(range.group(1), 16) <= address
                    && address < Long.parseUnsignedLong(range.group(2), 16);
            } else if (inside && line.startsWith("VmFlags:")) {
                return line;
            }
        }
        return "none";
    }
}
