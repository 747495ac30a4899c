package io.varve.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionStormTest {

    /** Work for one of several threads that begin together. */
    private interface Part {
        void run(int number) throws Exception;
    }

    private static void inParallel(final int threads, final Part part) {
        final CyclicBarrier start = new CyclicBarrier(threads);
        final List<CompletableFuture<Void>> results = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            final int number = i;
            final CompletableFuture<Void> result = new CompletableFuture<>();
            results.add(result);
            new Thread(() -> {
                try {
                    start.await();
                    part.run(number);
                    result.complete(null);
                } catch (final Throwable ex) {
                    result.completeExceptionally(ex);
                }
            }, "producer-" + i).start();
        }
        results.forEach(CompletableFuture::join);
    }

    private static SessionPoolConfig.Builder config() {
        return SessionPoolConfig.builder().max(10).overflow(5).acquireTimeoutNs(SECONDS.toNanos(30))
            .laneCapacity(16 << 10);
    }

    @Test
    void shouldServeAHundredThreadsThroughFifteenLanes() {
        storm(4, 5);
    }

    @Test
    @Tag("slow")
    void shouldServeAHundredThreadsThroughFifteenLanesForLong() {
        storm(50, 100);
    }

    private static void storm(final int rounds, final int records) {
        final SessionPool pool;
        try (RecordLog log = RecordLog.open(Logs.inMemory().segmentLength(256 << 10).build())) {
            pool = SessionPool.onThread(log, config().build(), new BackoffIdleStrategy());
            inParallel(100, number -> {
                for (int round = 0; round < rounds; round++) {
                    sendSome(pool, number, round, records);
                }
            });
            final SessionPoolStatistics statistics = pool.statistics();
            assertEquals(15, statistics.permits());
            assertEquals(15, statistics.available());
            assertEquals(100 * rounds, statistics.acquired());
            assertEquals(0, statistics.timedOut());
            assertEquals(0, statistics.lost());
            assertEquals(0, statistics.inUse());
            assertEquals(0, statistics.waiting());
            assertTrue(statistics.open() <= 10, "open: " + statistics.open());
            pool.close();
            assertEachOnceAndInOrder(log, 100 * rounds * records);
        }
    }

    private static void sendSome(final SessionPool pool, final int number, final int round, final int records) {
        try (Session session = pool.acquire()) {
            assertTrue(session.laneNumber() < 15);
            for (int i = 0; i < records; i++) {
                final String text = number + ":" + (round * records + i);
                while (Logs.send(session, text) == Session.BACK_PRESSURED) {
                    session.awaitApplied(session.lastTicket(), 30, SECONDS);
                }
            }
            assertTrue(session.await(session.lastTicket(), 30, SECONDS) > 0);
        }
    }

    private static void assertEachOnceAndInOrder(final RecordLog log, final int count) {
        final Map<String, Integer> next = new HashMap<>();
        final List<String> texts = Logs.texts(log);
        for (final String text : texts) {
            final String[] parts = text.split(":");
            assertEquals(next.getOrDefault(parts[0], 0), Integer.parseInt(parts[1]), "of producer " + parts[0]);
            next.merge(parts[0], 1, Integer::sum);
        }
        assertEquals(count, texts.size());
    }

    @Test
    void shouldLeaveNoTraceOfWhatOneOfTenSessionsAborts() {
        try (RecordLog log = RecordLog.open(Logs.inMemory().build());
            SessionPool pool = SessionPool.onThread(log, config().build(), new BackoffIdleStrategy())) {
            inParallel(10, number -> {
                try (Session session = pool.acquire()) {
                    for (int i = 0; i < 20; i++) {
                        sendBatch(session, number, i);
                        session.awaitApplied(session.lastTicket(), 30, SECONDS);
                    }
                }
            });
            assertEquals(15, pool.statistics().available());
            assertBatches(log);
        }
    }

    /** Producer 3 aborts all it does, in three ways. */
    private static void sendBatch(final Session session, final int number, final int i) {
        if (number == 3 && i % 3 == 2) {
            session.tryClaim(0, 10);
            session.claim().buffer().putStringWithoutLengthAscii(0, "3:aborted!");
            session.claim().abort();
            return;
        }
        assertTrue(session.tryBatch(4 * 64) >= 0);
        try (SessionBatch batch = session.batch()) {
            for (int part = 0; part < 4; part++) {
                final String text = number + ":" + i + ":" + part;
                batch.add(0, Logs.text(text), 0, text.length());
            }
            if (number != 3) {
                batch.commit();
            } else if (i % 3 == 1) {
                batch.abort();
            }
        }
    }

    private static void assertBatches(final RecordLog log) {
        final List<String> texts = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll((buffer, offset, length, header) -> {
                    texts.add(buffer.getStringWithoutLengthAscii(offset, length));
                    assertEquals(texts.size(), header.sequence());
                }, 100);
            } while (polled > 0);
        }
        assertEquals(9 * 20 * 4, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertTrue(!texts.get(i).startsWith("3:") && texts.get(i).endsWith(":" + i % 4), texts.get(i));
        }
    }
}
