package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.PAGE;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the background writes to the disk before anybody forces it. */
class WriteBackTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldWriteBackInTheMiddleOfAStep() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().putLong(0, -1);
        region.buffer().putLong(8, -1);

        final Set<String> seen = IntStream.range(0, 200).mapToObj(seed -> {
            final SimulatedStorage fork = disk.storage.fork(seed).writeBackProbability(1);
            fork.step();
            final byte[] durable = fork.files(disk.directory.path()).durableBytes("file");
            return durable[0] + " " + durable[8];
        }).collect(Collectors.toSet());
        assertEquals(Set.of("0 0", "0 -1", "-1 0", "-1 -1"), seen);
    }

    @Test
    void shouldWriteBackAWriteWhileItHappens() throws IOException {
        final Set<Long> seen = IntStream.range(0, 100).mapToObj(seed -> {
            final SimulatedStorage fork = disk.storage.fork(seed).writeBackProbability(1);
            try {
                new SimulatedDisk(fork).volatileFile("file", filled(PAGE, 1)).force();
                final SimulatedDisk again = new SimulatedDisk(fork);
                again.directory.open("file", true).write(ByteBuffer.wrap(filled(PAGE, 2)), 0);
                final byte[] durable = again.files().durableBytes("file");
                return IntStream.range(0, PAGE).filter(i -> durable[i] == 2).count();
            } catch (final IOException ex) {
                throw new AssertionError(ex);
            }
        }).collect(Collectors.toSet());

        assertTrue(seen.contains((long) PAGE), seen::toString);
        assertTrue(seen.stream().anyMatch(count -> count > 0 && count < PAGE), seen::toString);
    }

    @Test
    void shouldNotWriteBackWhenToldSo() throws IOException {
        final MappedRegion region = disk.mapped("file", 1);
        region.buffer().putLong(0, -1);
        for (int i = 0; i < 100; i++) {
            disk.storage.step();
        }

        assertEquals(0, disk.files().durableBytes("file")[0]);
    }
}
