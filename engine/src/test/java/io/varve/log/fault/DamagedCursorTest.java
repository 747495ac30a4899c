package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreCorruptException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogCursor;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DamagedCursorTest {

    private static final Path PATH = Path.of("/log");
    private static final int PAGE = 4096;
    private static final int BODY = 1000;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final EngineAgents agents = EngineAgents.invoked();
    private long timeNs = 1_000_000_000L;

    @Test
    void shouldOpenWithADamagedCursorAndGiveNothingBackUntilItIsDeleted() {
        writeWithCursors();
        storage.files(PATH).corrupt("damaged.cursor", PAGE + 16, 1);
        try (RecordLog log = open()) {
            assertEquals(32, log.cursor("whole").position());
            final StoreCorruptException damage =
                assertThrows(StoreCorruptException.class, () -> log.cursor("damaged"));
            assertEquals("the cursor damaged is damaged: damaged.cursor holds no valid slot; where it stood is "
                + "unknown, and until it is deleted retention gives nothing back", damage.getMessage());
            append(log, 1);
            log.cursor("whole").commitDurably(log.committedPosition());
            work();
            assertEquals(0, log.firstPosition());
            assertTrue(log.deleteCursor("damaged"));
            work();
            assertTrue(log.firstPosition() > 0);
            assertEquals(log.firstPosition(), log.cursor("damaged").position());
        }
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldDeleteACursorForGood() {
        writeWithCursors();
        try (RecordLog log = open()) {
            final LogCursor cursor = log.cursor("whole");
            assertTrue(log.deleteCursor("whole"));
            assertFalse(log.deleteCursor("whole"));
            assertThrows(ConfigurationException.class, () -> cursor.commit(64));
        }
        storage.crash();
        try (RecordLog log = open()) {
            assertEquals(0, log.cursor("whole").position());
        }
    }

    @Test
    void shouldKeepNothingMappedWhenOpeningFailsAtACursor() {
        writeWithCursors();
        storage.files(PATH).corrupt("whole.cursor", 8, 8);
        assertThrows(ConfigurationException.class, this::open);
        assertEquals(0, storage.counters().mappedRegions(), () -> String.join("\n", storage.openHandles()));
    }

    private void writeWithCursors() {
        try (RecordLog log = open()) {
            append(log, 300);
            log.cursor("whole").commitDurably(32);
            log.cursor("damaged").commitDurably(0);
        }
    }

    private static void append(final RecordLog log, final int records) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
        for (int i = 0; i < records; i++) {
            log.writer().append(body, 0, BODY);
        }
    }

    private RecordLog open() {
        return RecordLog.open(LogConfig.at(PATH).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .retention(Retention.ofBytes(100_000)).clock(() -> timeNs).agents(agents).build());
    }

    private void work() {
        timeNs += TimeUnit.SECONDS.toNanos(10);
        for (int i = 0; i < 10; i++) {
            agents.doWork();
        }
    }
}
