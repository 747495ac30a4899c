package io.varve.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.varve.Durability;
import io.varve.log.RecordLog;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionAllocationTest {

    private static final int OPERATIONS = 500;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[32]);
    private final RecordLog log = RecordLog.open(
        Logs.invoked().segmentLength(1 << 20).durability(Durability.NONE).build());
    private final SessionWriter writer = new SessionWriter(log);
    private final SessionPool pool = new SessionPool(
        log, writer, SessionPoolConfig.builder().laneCapacity(64 << 10).build());

    @AfterEach
    void close() {
        pool.close();
        writer.onClose();
        log.close();
    }

    /**
     * The least bytes that the calling thread allocates in any of several series: it also runs the agents of the log,
     * which allocate now and then when they prepare a segment.
     */
    private long allocated(final Runnable operation) {
        writer.onStart();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 50 && least > 0; attempt++) {
            final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < OPERATIONS; i++) {
                operation.run();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return least;
    }

    @Test
    void shouldAllocateNothingToSendApplyAndAwait() {
        try (Session session = pool.acquire()) {
            assertEquals(0, allocated(() -> {
                final long ticket = session.send(1, body, 0, 32);
                assertTrue(session.awaitApplied(ticket, 1, SECONDS) >= 0);
            }));
        }
    }

    @Test
    void shouldAllocateNothingForClaims() {
        try (Session session = pool.acquire()) {
            assertEquals(0, allocated(() -> {
                session.tryClaim(1, 32);
                session.claim().buffer().putLong(0, 42);
                final long ticket = session.claim().commit(8);
                session.tryClaim(1, 32);
                session.claim().abort();
                assertTrue(session.awaitApplied(ticket, 1, SECONDS) >= 0);
            }));
        }
    }

    @Test
    void shouldAllocateNothingForBatches() {
        try (Session session = pool.acquire()) {
            assertEquals(0, allocated(() -> {
                session.tryBatch(128);
                session.batch().add(1, body, 0, 32);
                session.batch().add(1, body, 0, 16);
                assertTrue(session.awaitApplied(session.batch().commit(), 1, SECONDS) >= 0);
            }));
        }
    }

    @Test
    void shouldAllocateNothingWhenTheLaneIsFull() {
        try (Session session = pool.acquire()) {
            while (session.send(body, 0, 32) >= 0) {
                Thread.onSpinWait();
            }
            assertEquals(0, allocated(() -> assertEquals(Session.BACK_PRESSURED, session.send(body, 0, 32))));
        }
    }
}
