package io.varve.log.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.log.LogCounter;
import io.varve.log.LogCountersReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the counters of another process, while it appends and after it was killed with SIGKILL. */
class CountersOfTheDeadTest {

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldReadThemWhileTheWriterRunsAndAfterItWasKilled() throws Exception {
        final Path store = directory.resolve("log");
        Files.createDirectory(store);
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwx------"));
        final Process child = start(store);
        try (LogCountersReader reader = LogCountersReader.open(store)) {
            LogCountersReader.Snapshot running;
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            do {
                assertTrue(child.isAlive() && System.nanoTime() < deadline, "the child appended nothing");
                running = snapshot(reader);
            } while (running == null || running.value(LogCounter.FORCES) == 0
                || running.value(LogCounter.APPENDED_RECORDS) == 0);
            assertEquals(child.pid(), running.pid());
            child.destroyForcibly();
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
            final LogCountersReader.Snapshot dead = reader.snapshot();
            assertEquals(child.pid(), dead.pid());
            assertEquals(List.of(), dead.errors());
            for (final LogCounter counter : List.of(LogCounter.COMMITTED_POSITION, LogCounter.DURABLE_POSITION,
                LogCounter.APPENDED_RECORDS, LogCounter.FORCES, LogCounter.SEGMENTS_PREPARED)) {
                assertTrue(dead.value(counter) > 0 && dead.value(counter) >= running.value(counter), counter::label);
            }
        } finally {
            child.destroyForcibly();
        }
    }

    private static LogCountersReader.Snapshot snapshot(final LogCountersReader reader) {
        try {
            return reader.snapshot();
        } catch (final ConfigurationException ex) {
            return null;
        }
    }

    private Process start(final Path store) throws Exception {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx64m",
            "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), AppendingChild.class.getName(),
            store.toString(), directory.resolve("ack").toString(), Durability.BATCH.name())
            .redirectErrorStream(true).redirectOutput(directory.resolve("child.txt").toFile()).start();
    }
}
