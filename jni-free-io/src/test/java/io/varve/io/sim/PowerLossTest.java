package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.SECTOR;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which contents of files a loss of power can leave, and which it cannot. */
class PowerLossTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldNeverLoseWhatWasForced() throws IOException {
        disk.durable("written", filled(3 * PAGE, 1));
        final MappedRegion region = disk.mapped("mapped", 3);
        region.buffer().setMemory(0, 3 * PAGE, (byte) 2);
        region.force(0, 3 * PAGE);

        final Set<String> seen = disk.outcomes(200, files -> allBytes(files, "written") + allBytes(files, "mapped"));
        assertEquals(Set.of("{1}{2}"), seen);
    }

    @Test
    void shouldForceWholePagesOfARangeAndNoOthers() throws IOException {
        final MappedRegion region = disk.mapped("file", 4);
        region.buffer().setMemory(0, 4 * PAGE, (byte) 1);
        region.force(PAGE + 100, PAGE);

        final byte[] durable = disk.files().durableBytes("file");
        assertEquals("0110", firstBytesOfPages(durable));
        assertEquals(1, durable[3 * PAGE - 1]);
    }

    @Test
    void shouldKeepOrDropEachPageIndependently() throws IOException {
        final MappedRegion region = disk.mapped("file", 3);
        region.buffer().setMemory(0, 3 * PAGE, (byte) 1);
        disk.storage.step();

        final Set<String> seen = disk.outcomes(1000, files -> firstBytesOfPages(files.bytes("file")));
        assertEquals(Set.of("000", "001", "010", "011", "100", "101", "110", "111"), seen);
    }

    @Test
    void shouldOftenKeepOrDropWholePagesAndWholeFiles() throws IOException {
        final MappedRegion region = disk.mapped("file", 8);
        region.buffer().setMemory(0, 8 * PAGE, (byte) 1);
        disk.storage.step();
        final Map<String, Integer> files = new HashMap<>();
        final Map<String, Integer> pages = new HashMap<>();
        for (int seed = 0; seed < 200; seed++) {
            final SimulatedStorage fork = disk.storage.fork(seed);
            fork.crash();
            final byte[] bytes = fork.files(disk.directory.path()).bytes("file");
            files.merge(valuesOf(bytes, 0, 8 * PAGE), 1, Integer::sum);
            for (int page = 0; page < 8; page++) {
                pages.merge(valuesOf(bytes, page * PAGE, (page + 1) * PAGE), 1, Integer::sum);
            }
        }

        assertTrue(files.get("{0}") > 10 && files.get("{1}") > 10 && files.get("{0, 1}") > 100, files::toString);
        assertTrue(pages.get("{0}") > 400 && pages.get("{1}") > 400 && pages.get("{0, 1}") > 400, pages::toString);
    }

    @Test
    void shouldNoticeStoresThatMoveOnFromPageToPage() throws IOException {
        final MappedRegion region = disk.mapped("file", 8);
        region.buffer().setMemory(0, 4 * PAGE, (byte) 1);
        disk.storage.step();
        for (int page = 4; page < 8; page++) {
            region.buffer().setMemory(page * PAGE, PAGE, (byte) 1);
            disk.storage.step();
        }

        final Set<String> seen = disk.outcomes(100, files -> sectors(files.bytes("file")));
        assertFalse(seen.toString().contains("torn"), "none of these stores belongs to the last step");
    }

    @Test
    void shouldKeepOrDropEachSectorOfAPageIndependently() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        for (final int sector : new int[] {0, 3, 4, 7}) {
            region.buffer().setMemory(sector * SECTOR, SECTOR, (byte) 1);
        }
        disk.storage.step();

        assertEquals(16, disk.outcomes(500, files -> sectors(files.bytes("file"))).size());
    }

    @Test
    void shouldNotTearASectorThatDidNotChangeInTheLastStep() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().setMemory(0, PAGE, (byte) 1);
        disk.storage.step();

        assertFalse(disk.outcomes(1000, files -> sectors(files.bytes("file"))).toString().contains("torn"));
    }

    @Test
    void shouldLeaveAnySubsetOfTheWordsThatChangedInTheLastStep() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().putLong(0, -1);
        region.buffer().putLong(8, -1);
        region.buffer().putLong(SECTOR - 8, -1);

        final Set<String> seen = disk.outcomes(600, files -> {
            final ByteBuffer bytes = ByteBuffer.wrap(files.bytes("file"));
            return bytes.getLong(0) + " " + bytes.getLong(8) + " " + bytes.getLong(SECTOR - 8);
        });
        assertEquals(8, seen.size(), seen::toString);
    }

    @Test
    void shouldNotSplitAWord() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().setMemory(0, PAGE, (byte) 1);

        disk.outcomes(500, files -> {
            final ByteBuffer bytes = ByteBuffer.wrap(files.bytes("file"));
            while (bytes.hasRemaining()) {
                final long word = bytes.getLong();
                assertTrue(word == 0 || word == 0x0101010101010101L, () -> Long.toHexString(word));
            }
            return "";
        });
    }

    @Test
    void shouldMixOldAndNewContentAndNeverInvent() throws IOException {
        final MappedRegion region = disk.mapped("file", 2);
        region.buffer().setMemory(0, 2 * PAGE, (byte) 1);
        region.force(0, PAGE);
        disk.storage.step();
        region.buffer().setMemory(0, 2 * PAGE, (byte) 2);

        final Set<String> first = disk.outcomes(500, files -> valuesOf(files.bytes("file"), 0, PAGE));
        final Set<String> second = disk.outcomes(500, files -> valuesOf(files.bytes("file"), PAGE, 2 * PAGE));
        assertEquals(Set.of("{1}", "{1, 2}", "{2}"), first);
        assertTrue(second.contains("{0, 1, 2}") && second.contains("{0}") && !second.contains("{1}"), second::toString);
    }

    @Test
    void shouldTearAWriteThatWasNotForced() throws IOException {
        try (StorageFile file = disk.durable("file", filled(2 * PAGE, 1))) {
            file.write(ByteBuffer.wrap(filled(2 * PAGE, 2)), 0);
        }

        final Set<String> seen = disk.outcomes(500, files -> firstBytesOfPages(files.bytes("file")));
        assertEquals(Set.of("11", "12", "21", "22"), seen);
        final Set<String> torn = disk.outcomes(500, files -> sectors(files.bytes("file")));
        assertFalse(torn.toString().contains("torn"), "a write that is over is torn between sectors only");
    }

    @Test
    void shouldLoseGrowthWithOrWithoutTheBytes() throws IOException {
        try (StorageFile file = disk.durable("file", filled(100, 1))) {
            file.write(ByteBuffer.wrap(filled(PAGE, 2)), PAGE);
        }

        final Set<String> seen = disk.outcomes(500, files -> {
            final byte[] bytes = files.bytes("file");
            return bytes.length == 100 ? "short" : bytes.length < 2 * PAGE ? "between"
                : bytes[2 * PAGE - 1] == 0 ? "zeros" : "all";
        });
        assertEquals(Set.of("short", "between", "zeros", "all"), seen);
    }

    @Test
    void shouldFindZerosWhereLostGrowthComesBack() throws IOException {
        disk.volatileFile("file", filled(PAGE, 1)).close();
        disk.directory.force();
        for (int seed = 0; seed < 100; seed++) {
            final SimulatedDisk after = new SimulatedDisk(disk.storage.fork(seed));
            after.storage.crash();
            after.reopen();
            final int survived = after.files().bytes("file").length;
            try (StorageFile file = after.directory.open("file", true)) {
                file.write(ByteBuffer.allocate(1), PAGE - 1);
            }
            final byte[] grown = after.files().bytes("file");
            for (int i = survived; i < PAGE; i++) {
                assertEquals(0, grown[i]);
            }
        }
    }

    @Test
    void shouldMakeTheSizeDurableThatAForcedRangeNeeds() throws IOException {
        try (StorageFile file = disk.volatileFile("file", filled(2 * PAGE, 1))) {
            disk.directory.force();
            file.map(2 * PAGE, true).force(0, PAGE);
        }

        assertArrayEquals(filled(PAGE, 1), disk.files().durableBytes("file"));
    }

    @Test
    void shouldSeeStoresAnywhereWhenForcingOrLosing() throws IOException {
        final MappedRegion region = disk.mapped("file", 16);
        for (int page = 0; page < 16; page++) {
            disk.storage.step();
            region.buffer().putByte(page * PAGE, (byte) 1);
            region.force(page * PAGE, PAGE);
            assertEquals(1, disk.files().durableBytes("file")[page * PAGE]);
        }
        for (final int page : new int[] {15, 1, 8}) {
            disk.storage.step();
            region.buffer().putByte(page * PAGE, (byte) 2);
        }

        final Set<String> seen = disk.outcomes(600, files -> firstBytesOfPages(files.bytes("file")));
        assertEquals(8, seen.size());
        assertTrue(seen.contains("1211111121111112"));
    }

    @Test
    void shouldTearWithinASectorWhenSectorsAreNotAtomic() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().setMemory(0, SECTOR, (byte) 1);
        disk.storage.step();
        disk.storage.atomicSectors(false);

        final Set<String> seen = disk.outcomes(500, files -> {
            final byte[] bytes = files.bytes("file");
            assertEquals("{0}", valuesOf(bytes, SECTOR, PAGE), "what did not change is safe");
            final int ones = (int) IntStream.range(0, SECTOR).takeWhile(i -> bytes[i] == 1).count();
            return ones == SECTOR ? "all" : valuesOf(bytes, ones, SECTOR).equals("{0}") ? ones == 0 ? "none" : "part"
                : "garbage";
        });
        assertEquals(Set.of("all", "none", "part", "garbage"), seen);
    }

    private static String allBytes(final SimulatedFiles files, final String name) {
        return valuesOf(files.bytes(name), 0, 3 * PAGE);
    }

    private static String valuesOf(final byte[] bytes, final int from, final int to) {
        final BitSet values = new BitSet();
        for (int i = from; i < to; i++) {
            values.set(bytes[i] & 0xff);
        }
        return values.toString();
    }

    private static String firstBytesOfPages(final byte[] bytes) {
        return IntStream.range(0, bytes.length / PAGE).mapToObj(page -> Byte.toString(bytes[page * PAGE]))
            .collect(Collectors.joining());
    }

    /** One character per sector: its value if it has one. */
    private static String sectors(final byte[] bytes) {
        return IntStream.range(0, bytes.length / SECTOR)
            .mapToObj(sector -> {
                final byte value = bytes[sector * SECTOR];
                for (int i = 0; i < SECTOR; i++) {
                    if (bytes[sector * SECTOR + i] != value) {
                        return "torn";
                    }
                }
                return Byte.toString(value);
            })
            .collect(Collectors.joining());
    }
}
