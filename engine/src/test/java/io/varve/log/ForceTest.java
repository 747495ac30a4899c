package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** When the log is forced, and for how many at once. */
class ForceTest {

    private static final long INTERVAL_NS = 10_000_000;
    private static final int INTERVAL_BYTES = 20_000;
    private static final int WAITERS = 16;
    private static final int ROUNDS = 50;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[1000]);
    private final EngineAgents agents = EngineAgents.invoked();
    private long timeNs = 1_000_000;

    @Test
    void shouldForceAfterSoManyBytesWhileTheClockStandsStill() {
        try (RecordLog log = RecordLog.open(interval())) {
            while (log.committedPosition() < INTERVAL_BYTES) {
                assertEquals(0, log.durablePosition());
                log.writer().append(body, 0, body.capacity());
                agents.doWork();
            }
            assertEquals(log.committedPosition(), log.durablePosition());
            final long first = log.durablePosition();
            while (log.committedPosition() - first < INTERVAL_BYTES) {
                assertEquals(first, log.durablePosition());
                log.writer().append(body, 0, body.capacity());
                agents.doWork();
            }
            assertEquals(log.committedPosition(), log.durablePosition());
            assertEquals(2, log.counter(LogCounter.FORCES));
        }
    }

    @Test
    void shouldForceAfterTheIntervalAndNotBefore() {
        try (RecordLog log = RecordLog.open(interval())) {
            log.writer().append(body, 0, 1);
            agents.doWork();
            timeNs += INTERVAL_NS - 1;
            agents.doWork();
            assertEquals(0, log.durablePosition());
            timeNs++;
            agents.doWork();
            assertEquals(log.committedPosition(), log.durablePosition());
            timeNs += 10 * INTERVAL_NS;
            agents.doWork();
            assertEquals(1, log.counter(LogCounter.FORCES), "there was nothing to be forced");
        }
    }

    @Test
    void shouldForceOnceForAllThatWaitAtTheSameTime() throws Exception {
        final ExecutorService threads = Executors.newFixedThreadPool(WAITERS);
        final RecordLog log = RecordLog.open(onDemand());
        try (log) {
            for (int round = 0; round < ROUNDS; round++) {
                final List<Callable<Boolean>> waits = new ArrayList<>();
                for (int i = 0; i < WAITERS; i++) {
                    final long position = log.writer().append(body, 0, 100);
                    waits.add(() -> {
                        log.awaitDurable(position, 20, TimeUnit.SECONDS);
                        return log.durablePosition() > position;
                    });
                }
                for (final Future<Boolean> wait : threads.invokeAll(waits)) {
                    assertTrue(wait.get());
                }
            }
        } finally {
            threads.shutdown();
        }
        // A force is counted when those who wait for it go on already.
        assertEquals(ROUNDS, log.counter(LogCounter.FORCES));
    }

    private LogConfig interval() {
        return config().durability(Durability.INTERVAL).forceIntervalNs(INTERVAL_NS).forceIntervalBytes(INTERVAL_BYTES)
            .agents(agents).clock(() -> timeNs).build();
    }

    private static LogConfig onDemand() {
        return config().durability(Durability.NONE).build();
    }

    private static LogConfig.Builder config() {
        return LogConfig.at(Path.of("/log")).storage(new MemoryStorage()).segmentLength(1 << 20);
    }
}
