package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Path PATH = Path.of("/log");
    private static final Path OTHERS = Path.of("/others");

    private SimulatedStorage storage = new SimulatedStorage(1);
    private final LogDriver driver = new LogDriver();

    @Test
    void shouldGiveBackWholeSegmentsBehindTheNewestBytes() {
        try (RecordLog log = open(Retention.ofBytes(200_000))) {
            driver.append(log, 1_000);
            driver.work();
            assertTrue(log.committedPosition() - log.firstPosition() >= 200_000);
            assertTrue(log.committedPosition() - log.firstPosition() < 200_000 + LogConfig.MIN_SEGMENT_LENGTH);
            assertEquals(0, log.firstPosition() % LogConfig.MIN_SEGMENT_LENGTH);
            assertTrue(storage.allocatedBytes() < 600_000, () -> storage.allocatedBytes() + " bytes of disk");
            assertTrue(storage.counters().mappedRegions() - log.counter(LogCounter.VIEWS_MAPPED) < 12,
                () -> String.join("\n", storage.openHandles()));
        }
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldKeepByAgeAndByCount() {
        try (RecordLog log = open(Retention.ofAge(1_000_000_000_000L))) {
            driver.append(log, 500);
            driver.pass(2_000_000_000_000L);
            driver.append(log, 200);
            driver.work();
            assertTrue(firstSequence(log) > 400 && firstSequence(log) <= 501, () -> "begins at " + firstSequence(log));
        }
        try (RecordLog log = open(Retention.ofRecords(100))) {
            driver.append(log, 500);
            driver.work();
            assertTrue(firstSequence(log) <= 1_101 && firstSequence(log) > 950,
                () -> "begins at " + firstSequence(log));
        }
    }

    @Test
    void shouldNeverPassACursorThatIsNotDroppable() {
        try (RecordLog log = open(Retention.ofBytes(100_000))) {
            final LogCursor cursor = log.cursor("consumer");
            final LogCursor droppable = log.droppableCursor("visitor");
            driver.append(log, 1_000);
            driver.work();
            assertEquals(0, log.firstPosition());
            cursor.commitDurably(300_000 / 32 * 32);
            driver.work();
            assertTrue(log.firstPosition() > 200_000 && log.firstPosition() <= 300_000);
            assertEquals(0, droppable.position());
            try (LogReader reader = log.reader()) {
                assertTrue(reader.toCursor(droppable));
                assertEquals(LogReader.POSITION_GONE, reader.poll((buffer, offset, length, header) -> { }, 1));
            }
        }
        try (RecordLog log = open(Retention.ofBytes(100_000))) {
            assertEquals(300_000 / 32 * 32, log.cursor("consumer").position());
            assertThrows(ConfigurationException.class, () -> log.cursor("visitor"));
            assertThrows(ConfigurationException.class, () -> log.cursor("../escape"));
        }
    }

    @Test
    void shouldRespectCursorsOfOtherProcessesInDirectoriesItWasToldOf() {
        try (RecordLog log = open(Retention.ofBytes(100_000))) {
            driver.append(log, 10);
            try (ReadOnlyLog other = ReadOnlyLog.open(storage, PATH);
                LogCursor cursor = other.cursor(OTHERS, "elsewhere")) {
                driver.append(log, 1_000);
                driver.work();
                assertEquals(0, log.firstPosition());
                cursor.commitDurably(log.committedPosition());
            }
            driver.work();
            assertTrue(log.firstPosition() > 0);
        }
    }

    @Test
    void shouldKnowACursorOfAnotherProcessAgainThatWasCommittedAcrossWriters() {
        appendAndClose();
        final long firstEnd;
        final long secondEnd;
        try (ReadOnlyLog other = ReadOnlyLog.open(storage, PATH); LogReader reader = other.reader();
            LogCursor cursor = other.cursor(OTHERS, "elsewhere")) {
            firstEnd = readAll(reader);
            cursor.commitDurably(firstEnd / 2 / 32 * 32);
            appendAndClose();
            cursor.commitDurably(firstEnd);
            assertEquals(1, cursor.epoch(), "as long as the log of the first writer reaches so far");
            secondEnd = readAll(reader);
            cursor.commitDurably(secondEnd);
            assertEquals(2, cursor.epoch());
        }
        appendAndClose();
        try (ReadOnlyLog other = ReadOnlyLog.open(storage, PATH); LogReader reader = other.reader();
            LogCursor cursor = other.cursor(OTHERS, "elsewhere")) {
            assertTrue(firstEnd < secondEnd);
            assertTrue(reader.toCursor(cursor), "nothing was cut");
            assertEquals(secondEnd, reader.position());
            assertTrue(readAll(reader) > secondEnd);
        }
    }

    @Test
    void shouldCommitACursorOfAnotherProcessAfterItsLogWasClosed() {
        appendAndClose();
        final ReadOnlyLog other = ReadOnlyLog.open(storage, PATH);
        try (LogCursor cursor = other.cursor(OTHERS, "elsewhere")) {
            other.close();
            cursor.commitDurably(96);
            assertEquals(1, cursor.epoch());
        }
    }

    private void appendAndClose() {
        try (RecordLog log = openWith(EngineAgents.invoked())) {
            driver.append(log, 10);
        }
    }

    private static long readAll(final LogReader reader) {
        while (reader.poll((buffer, offset, length, header) -> { }, 100) > 0) {
            Thread.onSpinWait();
        }
        return reader.position();
    }

    @Test
    void shouldReportACursorThatIsAheadOfTheRecoveredLog() {
        int cuts = 0;
        for (long seed = 1; seed <= 20; seed++) {
            storage = new SimulatedStorage(seed);
            final long ahead = commitBehindWhatIsDurable();
            storage.crash();
            try (RecordLog log = openWith(EngineAgents.invoked())) {
                final LogCursor cursor = log.cursor("ahead");
                assertEquals(ahead, cursor.position());
                assertEquals(log.recovery().tail() < ahead, cursor.isAhead());
                driver.append(log, 100);
                try (LogReader reader = log.reader()) {
                    assertEquals(!cursor.isAhead(), reader.toCursor(cursor));
                }
                cuts += cursor.isAhead() ? 1 : 0;
                cursor.commitDurably(log.firstPosition());
                assertFalse(cursor.isAhead());
            }
        }
        assertTrue(cuts > 5, cuts + " of 20 crashes cut the log in front of the cursor");
    }

    private long commitBehindWhatIsDurable() {
        final RecordLog lost = openWith(EngineAgents.invoked());
        driver.append(lost, 10);
        lost.awaitDurable(lost.committedPosition() - 1, 1, TimeUnit.HOURS);
        driver.append(lost, 10);
        lost.cursor("ahead").commitDurably(lost.committedPosition());
        return lost.committedPosition();
    }

    @Test
    void shouldLetAReaderElsewhereFindOutThatItsPositionIsGone() {
        try (RecordLog log = open(Retention.ofBytes(100_000));
            ReadOnlyLog other = ReadOnlyLog.open(storage, PATH)) {
            driver.append(log, 5);
            try (LogReader reader = other.reader()) {
                assertEquals(5, reader.poll((buffer, offset, length, header) -> { }, 100));
                driver.append(log, 1_000);
                driver.work();
                int polled = 1;
                int count = 0;
                while (polled > 0) {
                    polled = reader.poll((buffer, offset, length, header) -> { }, 100);
                    count += Math.max(polled, 0);
                }
                assertEquals(LogReader.POSITION_GONE, polled);
                assertTrue(count > 0, "what is mapped outlives the deletion of its file");
                reader.toStart();
                assertEquals(1, reader.poll((buffer, offset, length, header) ->
                    assertEquals(log.firstPosition() + 4096 + 64, header.position()), 1));
                reader.toEnd();
                assertEquals(log.committedPosition(), reader.position());
            }
        }
    }

    private long firstSequence(final RecordLog log) {
        final long[] sequence = {0};
        try (LogReader reader = log.reader()) {
            reader.poll((buffer, offset, length, header) -> sequence[0] = header.sequence(), 1);
        }
        return sequence[0];
    }

    private RecordLog open(final Retention retention) {
        return RecordLog.open(builder().retention(retention).cursorDirectories(List.of(OTHERS)).build());
    }

    private RecordLog openWith(final EngineAgents others) {
        return RecordLog.open(builder().agents(others).build());
    }

    private LogConfig.Builder builder() {
        return driver.config(PATH, storage);
    }
}
