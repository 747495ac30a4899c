package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.log.LogConfig;
import io.varve.log.LogCursor;
import io.varve.log.LogReader;
import io.varve.log.ReadOnlyLog;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt would close any channel that its thread uses; here the thread that runs everything is interrupted. */
class InterruptedCallerTest {

    private static final int RECORDS = 2_000;

    @TempDir
    Path directory;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);

    @BeforeEach
    void interrupt() {
        Thread.currentThread().interrupt();
    }

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @Test
    void shouldAppendWithAgentsOfItsOwn() {
        try (RecordLog log = open()) {
            append(log);
            log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
            assertFalse(log.isFailed());
            assertTrue(log.committedPosition() > 3L * LogConfig.MIN_SEGMENT_LENGTH);
        }
        assertTrue(Thread.currentThread().isInterrupted(), "whoever has interrupted the thread wants it to know");
    }

    @Test
    void shouldCreateCommitAndDeleteCursors() {
        try (RecordLog log = open()) {
            append(log);
            final LogCursor cursor = log.cursor("consumer");
            cursor.commitDurably(log.committedPosition());
            log.cursor("visitor");
            assertTrue(log.deleteCursor("visitor"));
            assertFalse(log.isFailed());
        }
        try (RecordLog log = open()) {
            assertEquals(log.recovery().tail(), log.cursor("consumer").position());
        }
        assertTrue(Thread.currentThread().isInterrupted());
    }

    @Test
    void shouldOpenReadAndClose() {
        try (RecordLog log = open()) {
            append(log);
        }
        try (RecordLog log = open(); LogReader reader = log.verifyingReader()) {
            assertEquals(RECORDS, count(reader));
        }
        try (ReadOnlyLog log = ReadOnlyLog.open(directory.resolve("log")); LogReader reader = log.reader();
            LogCursor cursor = log.cursor(directory.resolve("cursors"), "elsewhere")) {
            assertEquals(RECORDS, count(reader));
            cursor.commitDurably(reader.position());
        }
        assertTrue(Thread.currentThread().isInterrupted());
    }

    private static int count(final LogReader reader) {
        int count = 0;
        int polled = 1;
        while (polled > 0) {
            polled = reader.poll((buffer, offset, length, header) -> { }, 100);
            count += polled;
        }
        return count;
    }

    private void append(final RecordLog log) {
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(body, 0, 100);
        }
    }

    private RecordLog open() {
        return RecordLog.open(LogConfig.at(directory.resolve("log")).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .agents(EngineAgents.invoked()).build());
    }
}
