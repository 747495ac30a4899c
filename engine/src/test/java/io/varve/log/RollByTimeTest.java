package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RollByTimeTest {

    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int SEGMENT = LogConfig.MIN_SEGMENT_LENGTH;

    private final Storage storage = new MemoryStorage();
    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);
    private long timeNs = HOUR_NS;

    @Test
    void shouldRollWhenTheFirstRecordIsOldEnough() {
        try (RecordLog log = open(HOUR_NS)) {
            assertEquals(0, append(log) / SEGMENT);
            pass(HOUR_NS - 1);
            assertEquals(0, append(log) / SEGMENT);
            pass(1);
            assertEquals(SEGMENT + 4096 + 64, append(log), "the first record of the next segment");
            pass(HOUR_NS / 2);
            assertEquals(1, append(log) / SEGMENT);
            pass(HOUR_NS / 2);
            assertEquals(2, append(log) / SEGMENT);
        }
    }

    @Test
    void shouldCountFromTheFirstRecordAndNotFromTheRoll() {
        try (RecordLog log = open(HOUR_NS)) {
            append(log);
            pass(1);
            assertTrue(log.writer().roll() >= 0);
            pass(10 * HOUR_NS);
            assertEquals(1, append(log) / SEGMENT, "an empty segment is not left");
            pass(HOUR_NS - 1);
            assertEquals(1, append(log) / SEGMENT);
            pass(1);
            assertEquals(2, append(log) / SEGMENT);
        }
    }

    @Test
    void shouldNotWaitForASegment() {
        try (RecordLog log = open(HOUR_NS)) {
            append(log);
            while (agents.doWork() > 0) {
                timeNs++;
            }
            for (int i = 1; i <= log.config().preparedSegments(); i++) {
                timeNs += HOUR_NS;
                tick(log);
                assertEquals(i, append(log) / SEGMENT);
            }
            timeNs += HOUR_NS;
            tick(log);
            assertEquals(log.config().preparedSegments(), append(log) / SEGMENT, "none is ready");
            pass(1);
            assertEquals(log.config().preparedSegments() + 1, append(log) / SEGMENT);
        }
    }

    @Test
    void shouldKnowTheAgeOfASegmentAfterReopening() {
        try (RecordLog log = open(HOUR_NS)) {
            append(log);
        }
        timeNs += HOUR_NS / 2;
        try (RecordLog log = open(HOUR_NS)) {
            assertEquals(0, append(log) / SEGMENT);
            pass(HOUR_NS / 2);
            assertEquals(1, append(log) / SEGMENT);
        }
    }

    @Test
    void shouldNotRollByTimeUnlessToldTo() {
        try (RecordLog log = open(0)) {
            append(log);
            pass(1_000 * HOUR_NS);
            assertEquals(0, append(log) / SEGMENT);
        }
    }

    private long append(final RecordLog log) {
        return log.writer().append(body, 0, body.capacity());
    }

    /** Refresh the clock of the writer and nothing else. */
    private static void tick(final RecordLog log) {
        log.writer().tryBatch(64);
        log.writer().batch().abort();
    }

    private void pass(final long ns) {
        timeNs += ns;
        for (int i = 0; i < 10; i++) {
            agents.doWork();
        }
    }

    private RecordLog open(final long rollIntervalNs) {
        return RecordLog.open(LogConfig.at(Path.of("/log")).storage(storage).segmentLength(SEGMENT).agents(agents)
            .clock(() -> timeNs).rollIntervalNs(rollIntervalNs).build());
    }
}
