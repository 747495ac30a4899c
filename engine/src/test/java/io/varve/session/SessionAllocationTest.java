package io.varve.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.AllocationMeter;
import io.varve.Durability;
import io.varve.log.RecordLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionAllocationTest {

    private final AllocationMeter meter = new AllocationMeter();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[32]);
    /** Time stands still: what agents do now and then on this thread is not part of a send. */
    private final RecordLog log = RecordLog.open(
        Logs.invoked().segmentLength(1 << 20).durability(Durability.NONE).monotonicClock(() -> 1).build());
    private final SessionWriter writer = new SessionWriter(log);
    private final SessionPool pool = new SessionPool(
        log, writer, SessionPoolConfig.builder().laneCapacity(64 << 10).build());

    @AfterEach
    void close() {
        pool.close();
        writer.onClose();
        log.close();
    }

    @BeforeEach
    void start() {
        writer.onStart();
    }

    @Test
    void shouldAllocateNothingToSendApplyAndAwait() {
        try (Session session = pool.acquire()) {
            assertEquals(0, meter.leastAllocated(() -> {
                final long ticket = session.send(1, body, 0, 32);
                return session.awaitApplied(ticket, 1, SECONDS) >= 0 ? 1 : 0;
            }));
        }
    }

    @Test
    void shouldAllocateNothingForClaims() {
        try (Session session = pool.acquire()) {
            assertEquals(0, meter.leastAllocated(() -> {
                session.tryClaim(1, 32);
                session.claim().buffer().putLong(0, 42);
                final long ticket = session.claim().commit(8);
                session.tryClaim(1, 32);
                session.claim().abort();
                return session.awaitApplied(ticket, 1, SECONDS) >= 0 ? 1 : 0;
            }));
        }
    }

    @Test
    void shouldAllocateNothingForBatches() {
        try (Session session = pool.acquire()) {
            assertEquals(0, meter.leastAllocated(() -> {
                session.tryBatch(128);
                session.batch().add(1, body, 0, 32);
                session.batch().add(1, body, 0, 16);
                return session.awaitApplied(session.batch().commit(), 1, SECONDS) >= 0 ? 1 : 0;
            }));
        }
    }

    @Test
    void shouldAllocateNothingWhenTheLaneIsFull() {
        try (Session session = pool.acquire()) {
            while (session.send(body, 0, 32) >= 0) {
                Thread.onSpinWait();
            }
            assertEquals(0, meter.leastAllocated(() -> session.send(body, 0, 32) == Session.BACK_PRESSURED ? 1 : 0));
        }
    }
}
