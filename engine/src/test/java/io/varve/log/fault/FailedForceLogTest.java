package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The device fails while the log is forced: what is durable is unknown until the log is opened again. */
class FailedForceLogTest {

    private static final int DURABLE = 5;
    private static final int RECORDS = 50;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[1000]);

    @ParameterizedTest
    @EnumSource(value = SimulatedFault.class, names = {"FORCE_FAILS_KEEPS", "FORCE_FAILS_REVERTS"})
    void shouldRefuseAppendsAndReadNothingBehindWhatIsDurable(final SimulatedFault fault) {
        final RecordLog log = failedLog(fault);
        final long durable = log.durablePosition();
        assertTrue(log.isFailed());
        assertTrue(durable > 0 && durable < log.committedPosition());
        assertEquals(LogWriter.FAILED, log.writer().offer(body, 0, 10));
        assertEquals(LogWriter.FAILED, log.writer().tryClaim(10));
        assertThrows(StoreFailedException.class, () -> log.writer().append(body, 0, 10));
        assertTrue(assertThrows(StoreFailedException.class,
            () -> log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS)).getMessage().contains("unknown"));
        try (LogReader reader = log.reader()) {
            assertEquals(DURABLE, count(reader));
            assertEquals(durable, reader.position());
        }
        assertThrows(StoreFailedException.class, log::close);
    }

    @ParameterizedTest
    @EnumSource(value = SimulatedFault.class, names = {"FORCE_FAILS_KEEPS", "FORCE_FAILS_REVERTS"})
    void shouldRecoverAPrefixThatCoversWhatWasDurable(final SimulatedFault fault) {
        final RecordLog failed = failedLog(fault);
        final long durable = failed.durablePosition();
        assertThrows(StoreFailedException.class, failed::close);
        final int found;
        try (RecordLog log = open(Durability.NONE)) {
            assertTrue(log.recovery().tail() >= durable);
            assertEquals(log.recovery().tail(), log.durablePosition(), "recovery makes durable what it has found");
            try (LogReader reader = log.verifyingReader()) {
                found = count(reader);
            }
            assertTrue(found >= DURABLE && found <= RECORDS, () -> found + " records");
            log.writer().append(body, 0, 10);
        }
        storage.crash();
        try (RecordLog log = open(Durability.NONE); LogReader reader = log.verifyingReader()) {
            assertEquals(found + 1, count(reader));
        }
    }

    @Test
    void shouldEndADurableAppendWithAnUnknownOutcome() {
        final RecordLog log = open(Durability.BATCH);
        log.writer().append(body, 0, 10);
        storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
        final StoreFailedException failure =
            assertThrows(StoreFailedException.class, () -> log.writer().append(body, 0, 10));
        assertTrue(failure.getMessage().contains("is unknown, because the log has failed"), failure::getMessage);
        storage.clearFaults();
        assertThrows(StoreFailedException.class, () -> log.writer().append(body, 0, 10),
            "a second force proves nothing");
        assertTrue(log.durablePosition() < log.committedPosition());
    }

    /** The first records are durable, the others in pages that the failing force was to write. */
    private RecordLog failedLog(final SimulatedFault fault) {
        final RecordLog log = open(Durability.NONE);
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(body, 0, body.capacity());
            if (i == DURABLE - 1) {
                log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
            }
        }
        storage.failAt(1, fault);
        assertThrows(StoreFailedException.class,
            () -> log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS));
        return log;
    }

    private static int count(final LogReader reader) {
        int count = 0;
        int polled = 1;
        while (polled > 0) {
            polled = reader.poll((buffer, offset, length, header) -> { }, 10);
            count += polled;
        }
        return count;
    }

    private RecordLog open(final Durability durability) {
        return RecordLog.open(LogConfig.at(Path.of("/log")).storage(storage).durability(durability)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked()).build());
    }
}
