package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Somebody sets the clock of the machine back while a log is open. */
class ClockSetBackTest {

    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EngineAgents agents = EngineAgents.invoked();
    private long wallNs = TimeUnit.DAYS.toNanos(20_000);
    private long elapsedNs = -5;

    @Test
    void shouldGoOnForcingInTime() {
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of("set-back")).storage(new MemoryStorage())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents).clock(() -> wallNs)
            .monotonicClock(() -> elapsedNs).forceIntervalNs(INTERVAL_NS).build())) {
            log.writer().append(new UnsafeBuffer(new byte[10]), 0, 10);
            agents.doWork();
            wallNs -= TimeUnit.HOURS.toNanos(1);
            elapsedNs += INTERVAL_NS;
            agents.doWork();
            assertEquals(log.committedPosition(), log.durablePosition());
        }
    }
}
