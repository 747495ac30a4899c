package io.varve.kv.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueStore;
import io.varve.kv.ReadOnlyKeyValueStore;
import io.varve.kv.backup.BackupFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that changes a store is killed and stopped again and again, while this one reads it and keeps a backup
 * current; now and then another process does that, and is killed, too.
 */
class FollowedStoreTest {

    private static final int CYCLES = 10;

    @TempDir
    Path directory;

    private final Random random = new Random(9);
    private Path store;
    private Path backup;
    private KeyStates states;

    @BeforeEach
    void mapStates() throws IOException {
        store = directory.resolve("store");
        backup = directory.resolve("backup");
        states = KeyStates.map(directory.resolve("states"));
    }

    @Test
    @Tag("slow")
    void shouldHaveEverythingInTheBackupWhenTheWriterIsKilled() throws Exception {
        long removed = 0;
        long refreshed = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            states.header(KeyStates.CHANGES_OFFSET, 0);
            final Process writer = start(ChangingChild.class, store.toString(),
                directory.resolve("states").toString(), Durability.INTERVAL.name(), Long.toString(random.nextLong()));
            try {
                awaitChanges(writer, 0);
                refreshed += cycle % 3 == 2 ? followElsewhere() : follow(writer);
            } finally {
                kill(writer);
            }
            removed += states.header(KeyStates.REMOVED_OFFSET);
            verify(cycle % 2 == 0);
        }
        assertTrue(removed > 0 && refreshed > CYCLES, removed + " removed, " + refreshed + " refreshed");
    }

    private long follow(final Process writer) throws Exception {
        long refreshed = 0;
        try (BackupFollower follower = BackupFollower.open(store, backup);
            ReadOnlyKeyValueStore reader = ReadOnlyKeyValueStore.open(store)) {
            final long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(200));
            while (System.nanoTime() < until) {
                follower.follow();
                refreshed += Math.min(reader.refresh(), 1);
            }
            signal(writer, "-STOP");
            follower.finish();
            reader.refresh();
            final long changes = states.header(KeyStates.CHANGES_OFFSET);
            signal(writer, "-CONT");
            awaitChanges(writer, changes);
        }
        return refreshed;
    }

    private long followElsewhere() throws Exception {
        final Process follower = start(FollowingChild.class, store.toString(), backup.toString());
        try {
            TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(300));
            assertTrue(follower.isAlive(), () -> "the follower ended: " + output(FollowingChild.class));
        } finally {
            kill(follower);
        }
        // Killed anywhere, it leaves a store.
        ReadOnlyKeyValueStore.open(backup).close();
        return 0;
    }

    /** The writer is dead: the backup gets the rest and is opened in its place. */
    private void verify(final boolean open) {
        try (ReadOnlyKeyValueStore reader = ReadOnlyKeyValueStore.open(store); KeyValueReader keys = reader.reader()) {
            states.verify(keys, reader.size());
        }
        finish();
        if (open) {
            try (KeyValueStore opened = KeyValueStore.open(ChangingChild.config(backup, Durability.INTERVAL))) {
                states.verify(opened);
            }
            finish();
        }
        try (ReadOnlyKeyValueStore reader = ReadOnlyKeyValueStore.open(backup);
            KeyValueReader keys = reader.reader()) {
            states.verify(keys, reader.size());
        }
    }

    private void finish() {
        try (BackupFollower follower = BackupFollower.open(store, backup)) {
            follower.finish();
            assertEquals(0, follower.lag());
        }
    }

    @Test
    @Tag("slow")
    void shouldGoOnReadingAfterItWasStoppedWhileSegmentsWent() throws Exception {
        final Process writer = start(ChangingChild.class, store.toString(), directory.resolve("states").toString(),
            Durability.INTERVAL.name(), "3");
        try {
            awaitChanges(writer, 10);
            try (ReadOnlyKeyValueStore reader = ReadOnlyKeyValueStore.open(store);
                KeyValueReader keys = reader.reader()) {
                final long removed = states.header(KeyStates.REMOVED_OFFSET);
                while (states.header(KeyStates.REMOVED_OFFSET) < removed + 20) {
                    assertTrue(writer.isAlive(), () -> output(ChangingChild.class));
                    Thread.onSpinWait();
                }
                kill(writer);
                assertTrue(reader.refresh() > 0);
                states.verify(keys, reader.size());
            }
        } finally {
            kill(writer);
        }
    }

    private void awaitChanges(final Process writer, final long more) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (states.header(KeyStates.CHANGES_OFFSET) <= more) {
            assertTrue(writer.isAlive() && System.nanoTime() < deadline,
                () -> "the writer did nothing: " + output(ChangingChild.class));
            Thread.onSpinWait();
        }
    }

    private static void kill(final Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }

    private static void signal(final Process process, final String signal) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor());
    }

    private String output(final Class<?> main) {
        try {
            return Files.readString(directory.resolve(main.getSimpleName()));
        } catch (final IOException ex) {
            return ex.toString();
        }
    }

    private Process start(final Class<?> main, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseSerialGC", "-cp",
            System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(directory.resolve(main.getSimpleName()).toFile()).start();
    }
}
