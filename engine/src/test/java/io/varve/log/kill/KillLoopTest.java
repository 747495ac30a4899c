package io.varve.log.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed with SIGKILL again and again; no acknowledged record may be lost. */
class KillLoopTest {

    private static final int CYCLES = 50;
    private static final long SEED = 42;

    @TempDir
    Path directory;

    private long firstUnchecked = 1;

    @Test
    @Tag("slow")
    void shouldKeepEveryAcknowledgedRecordWhenKilledFiftyTimes() throws Exception {
        final Random random = new Random(SEED);
        int interrupted = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            final Durability durability = Durability.values()[cycle % Durability.values().length];
            interrupted += killOnce(durability, TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)), cycle % 2 == 0);
        }
        assertTrue(firstUnchecked > CYCLES, "the children appended next to nothing: " + firstUnchecked);
        assertEquals(CYCLES, interrupted, "every child was killed while it had the log open");
    }

    private int killOnce(final Durability durability, final long afterNs, final boolean optimised) throws Exception {
        final Path ackFile = directory.resolve("ack");
        Files.deleteIfExists(ackFile);
        final UnsafeBuffer ack = new UnsafeBuffer(AppendingChild.mapAck(ackFile));
        final Process child = start(ackFile, durability, optimised);
        try {
            awaitFirstAck(child, ack);
            final long until = System.nanoTime() + afterNs;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        } finally {
            child.destroyForcibly();
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        }
        return verify(ack, durability);
    }

    private int verify(final UnsafeBuffer ack, final Durability durability) {
        final long committed = ack.getLongVolatile(AppendingChild.COMMITTED_OFFSET);
        final long durable = ack.getLongVolatile(AppendingChild.DURABLE_OFFSET);
        try (RecordLog log = RecordLog.open(AppendingChild.config(directory.resolve("log"), durability))) {
            final long found = log.recovery().nextSequence() - 1;
            assertTrue(found >= committed && found <= committed + 1, found + " found, " + committed + " acknowledged");
            // The child may be killed between its two acknowledgements.
            assertTrue(!durability.waits() || durable >= committed - 1,
                durable + " durable, " + committed + " acknowledged");
            assertBodies(log, found);
            return log.recovery().outcome() == RecoveryResult.Outcome.CLEAN ? 0 : 1;
        }
    }

    private void assertBodies(final RecordLog log, final long found) {
        final long[] expected = {1};
        try (LogReader reader = log.verifyingReader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> {
                    assertEquals(expected[0]++, header.sequence());
                    assertTrue(Bodies.isBody(buffer, offset, length, header.sequence()),
                        () -> "the body of record " + header.sequence());
                }, 1_000);
            }
            assertEquals(0, polled);
        }
        assertEquals(found, expected[0] - 1);
        firstUnchecked = expected[0];
    }

    private static void awaitFirstAck(final Process child, final UnsafeBuffer ack) throws Exception {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ack.getLongVolatile(AppendingChild.COMMITTED_OFFSET) == 0) {
            assertTrue(child.isAlive() && System.nanoTime() < deadline,
                () -> "the child appended nothing: " + (child.isAlive() ? "still waiting" : child.exitValue()));
            Thread.onSpinWait();
        }
    }

    private Process start(final Path ackFile, final Durability durability, final boolean optimised) throws Exception {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED",
            optimised ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1", "-Xmx64m", "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), AppendingChild.class.getName(),
            directory.resolve("log").toString(), ackFile.toString(), durability.name()));
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(directory.resolve("child.txt").toFile()).start();
    }
}
