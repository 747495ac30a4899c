package io.varve.kv.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.kv.KeyValueStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A process that changes keys is killed with SIGKILL again and again; every key must be what was acknowledged. What a
 * kill leaves is in the page cache, so the files lie in memory where that is possible: much more happens in the time.
 */
class StoreKillLoopTest {

    private static final int CYCLES = 50;
    private static final long SEED = 42;
    /** Every so often a child is killed while it opens what the one before has left. */
    private static final int KILLED_EARLY = 4;
    private static final int MOST_CHANGES = 250;
    private static final Path MEMORY = Path.of("/dev/shm");

    private Path directory;
    private KeyStates states;
    private long changes;
    private long removed;
    private long moved;
    private int killedInCompaction;

    @BeforeEach
    void mapStates() throws Exception {
        directory = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "varve-kill")
            : Files.createTempDirectory("varve-kill");
        states = KeyStates.map(directory.resolve("states"));
    }

    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    @Tag("slow")
    void shouldHoldWhatWasAcknowledgedOfEveryKeyWhenKilledFiftyTimes() throws Exception {
        final Random random = new Random(SEED);
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            final Durability durability = Durability.values()[cycle % Durability.values().length];
            final boolean early = cycle % KILLED_EARLY == KILLED_EARLY - 1 || cycle % KILLED_EARLY == 0 && cycle > 0
                && random.nextBoolean();
            killOnce(durability, random, early);
            if (random.nextInt(3) > 0) {
                verify(durability);
            }
        }
        verify(Durability.INTERVAL);
        final String counts = changes + " changes, " + removed + " segments removed, " + moved + " records moved, "
            + killedInCompaction + " killed in compaction";
        assertTrue(changes > 20 * CYCLES && removed > CYCLES / 5 && moved > CYCLES && killedInCompaction > CYCLES / 10,
            counts);
    }

    private void killOnce(final Durability durability, final Random random, final boolean early) throws Exception {
        for (final int offset : new int[] {KeyStates.OPENING_OFFSET, KeyStates.CHANGES_OFFSET, KeyStates.VICTIMS_OFFSET,
            KeyStates.REMOVED_OFFSET, KeyStates.MOVED_OFFSET}) {
            states.header(offset, 0);
        }
        final Process child = start(durability, random.nextLong());
        try {
            await(child, early ? KeyStates.OPENING_OFFSET : KeyStates.CHANGES_OFFSET,
                early ? 1 : 1 + random.nextInt(MOST_CHANGES));
            final long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(50_000));
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertTrue(child.isAlive(), () -> "the child ended by itself: " + output());
        } finally {
            child.destroyForcibly();
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        }
        changes += states.header(KeyStates.CHANGES_OFFSET);
        removed += states.header(KeyStates.REMOVED_OFFSET);
        moved += states.header(KeyStates.MOVED_OFFSET);
        killedInCompaction +=
            states.header(KeyStates.VICTIMS_OFFSET) > states.header(KeyStates.REMOVED_OFFSET) ? 1 : 0;
    }

    private void verify(final Durability durability) {
        try (KeyValueStore store = KeyValueStore.open(ChangingChild.config(directory.resolve("store"), durability))) {
            states.verify(store);
        }
    }

    private void await(final Process child, final int offset, final long atLeast) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (states.header(offset) < atLeast) {
            assertTrue(child.isAlive() && System.nanoTime() < deadline, () -> "the child did too little: " + output());
            Thread.onSpinWait();
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("child.txt"));
        } catch (final IOException ex) {
            return ex.toString();
        }
    }

    private Process start(final Durability durability, final long seed) throws Exception {
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx64m",
            "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), ChangingChild.class.getName(),
            directory.resolve("store").toString(), directory.resolve("states").toString(), durability.name(),
            Long.toString(seed))).redirectErrorStream(true)
            .redirectOutput(directory.resolve("child.txt").toFile()).start();
    }
}
