package io.varve.log.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SeededRandom;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.ReadOnlyLog;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log is read after a power loss that no writer has seen to yet. */
class ReadOnlyAfterPowerLossTest {

    private static final Path PATH = Path.of("/log");

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[8_000]);

    @Test
    void shouldHandOutWhatRecoveryKeepsAndNoHalfBatch() {
        run(1, 20);
    }

    @Test
    @Tag("slow")
    void shouldHandOutWhatRecoveryKeepsAndNoHalfBatchInManyPowerLosses() {
        run(1_000, 1_000);
    }

    private void run(final long firstSeed, final int losses) {
        int cuts = 0;
        for (long seed = firstSeed; seed < firstSeed + losses; seed++) {
            final SimulatedStorage storage = afterPowerLoss(seed);
            final SimulatedStorage copy = storage.fork();
            try (RecordLog log = open(copy, seed)) {
                final List<Long> kept = new ArrayList<>();
                try (LogReader reader = log.reader()) {
                    drain(reader, kept);
                }
                cuts += log.recovery().cutBytes() > 0 ? 1 : 0;
                assertReads(storage, kept, log.recovery().tail(), "seed " + seed);
            }
            assertEquals(0, storage.openHandles().size());
        }
        assertTrue(cuts > losses / 10, cuts + " of " + losses + " crashes cut anything: the disk is too kind");
    }

    private static void assertReads(
        final SimulatedStorage storage, final List<Long> kept, final long tail, final String what) {
        try (ReadOnlyLog log = ReadOnlyLog.open(storage, PATH);
            LogReader plain = log.reader(); LogReader verifying = log.verifyingReader();
            LogReader seeking = log.reader(); LogReader backward = log.reader()) {
            final List<Long> found = new ArrayList<>();
            assertEquals(0, drain(plain, found), what);
            assertEquals(kept, found, what);
            found.clear();
            assertEquals(0, drain(verifying, found), what);
            assertEquals(kept, found, what);
            backward.toEnd();
            assertEquals(place(tail), place(backward.position()), what);
            found.clear();
            final RecordHandler collect = (buffer, offset, length, header) -> found.add(header.sequence());
            while (backward.pollBackward(collect, 5) > 0) {
                continue;
            }
            Collections.reverse(found);
            assertEquals(kept, found, what);
            seeking.toTime(Long.MAX_VALUE);
            assertEquals(place(tail), place(seeking.position()), what);
            for (int i = 0; i <= kept.size(); i += 1 + kept.size() / 7) {
                seeking.toSequence(i + 1);
                found.clear();
                assertEquals(0, drain(seeking, found), what);
                assertEquals(kept.subList(i, kept.size()), found, what);
            }
        }
    }

    /** The beginning of a segment and the end of its header are the same place. */
    private static long place(final long position) {
        return position % LogConfig.MIN_SEGMENT_LENGTH == 4096 ? position - 4096 : position;
    }

    @Test
    void shouldGoOnWithWhatAWriterAppendsThatHasRecoveredTheLog() {
        for (long seed = 1; seed <= 20; seed++) {
            final SimulatedStorage storage = afterPowerLoss(seed);
            try (ReadOnlyLog readOnly = ReadOnlyLog.open(storage, PATH); LogReader reader = readOnly.reader()) {
                final List<Long> found = new ArrayList<>();
                drain(reader, found);
                try (RecordLog log = open(storage, seed)) {
                    fill(log, new SeededRandom(seed), 20);
                    drain(reader, found);
                    final List<Long> expected = new ArrayList<>();
                    try (LogReader own = log.reader()) {
                        drain(own, expected);
                    }
                    assertEquals(expected, found, "seed " + seed);
                    reader.toEnd();
                    assertEquals(log.committedPosition(), reader.position());
                }
            }
        }
    }

    @Test
    void shouldFollowAWriterOnAMachineThatDoesNotNameItsBoots() {
        final SimulatedStorage storage = new SimulatedStorage(5);
        try (RecordLog log = open(storage, 5)) {
            fill(log, new SeededRandom(5), 3);
            AnotherBoot.of(storage.files(PATH));
            try (ReadOnlyLog readOnly = ReadOnlyLog.open(storage, PATH); LogReader reader = readOnly.reader()) {
                final List<Long> found = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    drain(reader, found);
                    fill(log, new SeededRandom(i), 3);
                    AnotherBoot.of(storage.files(PATH));
                }
                drain(reader, found);
                final List<Long> expected = new ArrayList<>();
                try (LogReader own = log.reader()) {
                    drain(own, expected);
                }
                assertEquals(expected, found);
            }
        }
    }

    /** All sequences up to the end; the code of the last poll. */
    private static int drain(final LogReader reader, final List<Long> found) {
        int polled = 1;
        while (polled > 0) {
            polled = reader.poll((buffer, offset, length, header) -> found.add(header.sequence()), 10);
        }
        return polled;
    }

    private SimulatedStorage afterPowerLoss(final long seed) {
        final SeededRandom random = new SeededRandom(seed);
        final SimulatedStorage storage = new SimulatedStorage(seed).writeBackProbability(random.nextInt(4) * 0.2)
            .atomicSectors(random.nextBoolean());
        final RecordLog log = open(storage, seed);
        fill(log, random, 5 + random.nextInt(60));
        storage.crash();
        AnotherBoot.of(storage.files(PATH));
        return storage;
    }

    private void fill(final RecordLog log, final SeededRandom random, final int operations) {
        for (int i = 0; i < operations; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> log.writer().append(body, 0, 1 + random.nextInt(3_000));
                case 2, 3, 4 -> batch(log.writer(), 2 + random.nextInt(4), 1 + random.nextInt(3_000));
                default -> log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
            }
        }
    }

    private void batch(final LogWriter writer, final int records, final int length) {
        try (LogBatch batch = writer.beginBatch(records * (length + 64))) {
            for (int i = 0; i < records; i++) {
                batch.add(body, 0, length);
            }
            batch.commit();
        }
    }

    private static RecordLog open(final SimulatedStorage storage, final long seed) {
        final SeededRandom ids = new SeededRandom(seed);
        return RecordLog.open(LogConfig.at(PATH).storage(storage).durability(Durability.NONE)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).ids(ids::nextLong).agents(EngineAgents.invoked()).build());
    }
}
