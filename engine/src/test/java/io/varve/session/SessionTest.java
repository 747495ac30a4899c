package io.varve.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.StoreTimeoutException;
import io.varve.io.sim.SimulatedCall;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {

    private final FakeClock clock = new FakeClock();
    private RecordLog log;
    private SessionWriter writer;
    private SessionPool pool;

    @BeforeEach
    void open() {
        open(Logs.invoked().build());
    }

    private void open(final LogConfig config) {
        log = RecordLog.open(config);
        writer = new SessionWriter(log);
        writer.onStart();
        pool = new SessionPool(log, writer,
            SessionPoolConfig.builder().clock(clock).laneCapacity(64 << 10).build());
    }

    @AfterEach
    void close() {
        pool.close();
        writer.onClose();
        log.close();
    }

    @Test
    void shouldAppendWhatWasSentInOrder() {
        final List<String> sent = new ArrayList<>();
        try (Session session = pool.acquire()) {
            for (int i = 0; i < 5_000; i++) {
                sent.add("record " + i);
                long ticket = Logs.send(session, sent.get(i));
                while (ticket == Session.BACK_PRESSURED) {
                    session.awaitApplied(session.lastTicket(), 1, SECONDS);
                    ticket = Logs.send(session, sent.get(i));
                }
                assertEquals(i + 1, ticket);
            }
            final long position = session.awaitApplied(5_000, 1, SECONDS);
            assertEquals(position, session.lastPosition());
            assertTrue(position < log.committedPosition());
            assertTrue(session.isApplied(5_000));
            assertFalse(session.isApplied(5_001));
        }
        assertEquals(sent, Logs.texts(log));
    }

    @Test
    void shouldPassTypeAndTimestampOn() {
        try (Session session = pool.acquire()) {
            session.send(7, Logs.text("mine"), 0, 4, 123L);
            session.send(127, Logs.text("engine"), 1, 5);
            session.awaitApplied(2, 1, SECONDS);
        }
        final long now = log.config().clock().nanoTime();
        final List<String> found = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            reader.poll((buffer, offset, length, header) -> {
                found.add(header.type() + buffer.getStringWithoutLengthAscii(offset, length));
                final long age = now - header.timestampNs();
                assertTrue(header.type() == 7 ? header.timestampNs() == 123 : age >= 0 && age < SECONDS.toNanos(60));
            }, 10);
        }
        assertEquals(List.of("7mine", "127ngine"), found);
    }

    @Test
    void shouldKnowWhereTheLatestRecordsAre() {
        final List<Long> positions = new ArrayList<>();
        try (Session session = pool.acquire()) {
            assertEquals(Session.NO_POSITION, session.lastPosition());
            assertEquals(Session.NO_POSITION, session.positionOf(Logs.send(session, "one")));
            writer.doWork();
            final int window = session.lane().window();
            for (int i = 0; i < window; i++) {
                session.awaitApplied(Logs.send(session, "more"), 1, SECONDS);
            }
            assertEquals(Session.NO_POSITION, session.positionOf(1), "forgotten");
            assertTrue(session.positionOf(2) > 0);
            assertEquals(Session.NO_POSITION, session.awaitDurable(1, 1, SECONDS), "durable all the same");
            for (int i = 2; i <= window + 1; i++) {
                positions.add(session.positionOf(i));
            }
        }
        try (LogReader reader = log.reader()) {
            final List<Long> found = new ArrayList<>();
            while (reader.poll((buffer, offset, length, header) -> found.add(header.position()), 100) > 0) {
                Thread.onSpinWait();
            }
            assertEquals(positions, found.subList(1, found.size()));
        }
    }

    @Test
    void shouldWaitUntilDurableWhereTheLogSaysSo() {
        try (Session session = pool.acquire()) {
            final long position = session.await(Logs.send(session, "interval"), 1, SECONDS);
            assertTrue(log.durablePosition() <= position);
            assertEquals(position, session.awaitDurable(1, 1, SECONDS));
            assertTrue(log.durablePosition() > position);
        }
        close();
        open(Logs.invoked().durability(Durability.BATCH).build());
        try (Session session = pool.acquire()) {
            final long position = session.await(Logs.send(session, "batch"), 1, SECONDS);
            assertTrue(log.durablePosition() > position);
        }
    }

    @Test
    void shouldEncodeIntoTheLane() {
        try (Session session = pool.acquire()) {
            assertTrue(session.tryClaim(3, 100) >= 0);
            session.claim().buffer().putStringWithoutLengthAscii(0, "claimed");
            assertEquals(100, session.claim().length());
            assertEquals(1, session.claim().commit(7));
            assertTrue(session.tryClaim(3, 6) >= 0);
            session.claim().abort();
            session.claim().abort();
            assertTrue(session.tryClaim(3, 4) >= 0);
            session.claim().buffer().putStringWithoutLengthAscii(0, "next");
            session.awaitApplied(session.claim().commit(), 1, SECONDS);
            assertThrows(ConfigurationException.class, session.claim()::commit);
            assertThrows(ConfigurationException.class, session.claim()::buffer);
        }
        assertEquals(List.of("claimed", "next"), Logs.texts(log));
    }

    @Test
    void shouldSendBatchesWholeOrNotAtAll() {
        try (Session session = pool.acquire()) {
            assertTrue(session.tryBatch(1000) >= 0);
            for (int i = 0; i < 3; i++) {
                session.batch().add(0, Logs.text("batch " + i), 0, 7);
            }
            assertEquals(0, writer.doWork());
            assertEquals(List.of(), Logs.texts(log));
            final long ticket = session.batch().commit();
            assertTrue(session.tryBatch(100) >= 0);
            session.batch().add(0, Logs.text("aborted"), 0, 7);
            session.batch().abort();
            try (SessionBatch abandoned = session.tryBatch(100) < 0 ? null : session.batch()) {
                abandoned.add(0, Logs.text("abandoned"), 0, 9);
            }
            assertTrue(session.tryBatch(64) >= 0);
            assertEquals(ticket, session.batch().commit(), "an empty batch is nothing");
            session.awaitApplied(Logs.send(session, "behind"), 1, SECONDS);
            assertEquals(2, session.lastTicket());
            assertTrue(session.positionOf(1) < session.positionOf(2));
        }
        assertEquals(List.of("batch 0", "batch 1", "batch 2", "behind"), Logs.texts(log));
    }

    @Test
    void shouldTakeTheLargestBatchAndRecord() {
        try (Session session = pool.acquire()) {
            final UnsafeBuffer body = new UnsafeBuffer(new byte[session.maxRecordLength() + 1]);
            assertEquals((64 << 10) / 8 - 16, session.maxRecordLength());
            assertTrue(session.tryBatch(session.maxBatchLength()) >= 0);
            int room = session.maxBatchLength();
            for (; room >= 64; room -= 64) {
                session.batch().add(0, body, 0, 32);
            }
            assertThrows(RecordTooLargeException.class, () -> session.batch().add(0, body, 0, 32));
            session.batch().commit();
            session.send(0, body, 0, session.maxRecordLength());
            session.awaitApplied(session.lastTicket(), 1, SECONDS);
            final String message = assertThrows(RecordTooLargeException.class,
                () -> session.send(0, body, 0, body.capacity())).getMessage();
            assertEquals("the record has 8177 bytes; a lane of 65536 bytes takes up to 8176, an eighth of it", message);
            assertThrows(RecordTooLargeException.class, () -> session.tryBatch(session.maxBatchLength() + 1));
            assertEquals((8192 - 8) / 64 + 1, Logs.texts(log).size());
        }
    }

    @Test
    void shouldRefuseWhatBreaksARule() {
        try (Session session = pool.acquire()) {
            final UnsafeBuffer body = Logs.text("body");
            assertEquals("type is 128; it must be from 0 to 127",
                assertThrows(ConfigurationException.class, () -> session.send(128, body, 0, 4)).getMessage());
            assertEquals("length is 0; it must be at least 1: a record is never empty",
                assertThrows(ConfigurationException.class, () -> session.send(0, body, 0, 0)).getMessage());
            assertThrows(ConfigurationException.class, () -> session.tryBatch(31));
            assertThrows(IndexOutOfBoundsException.class, () -> session.send(0, body, 0, 5));
            assertEquals("ticket is 1; this session gave out none",
                assertThrows(ConfigurationException.class, () -> session.await(1, 1, SECONDS)).getMessage());
            session.tryClaim(0, 4);
            assertThrows(ConfigurationException.class, () -> session.send(body, 0, 4));
            assertThrows(ConfigurationException.class, () -> session.tryClaim(0, 4));
            assertThrows(ConfigurationException.class, () -> session.tryBatch(64));
            assertThrows(ConfigurationException.class, () -> session.claim().commit(5));
            session.claim().abort();
            session.awaitApplied(session.send(body, 0, 4), 1, SECONDS);
            assertEquals("ticket is 2; this session gave out those from 1 to 1",
                assertThrows(ConfigurationException.class, () -> session.await(2, 1, SECONDS)).getMessage());
        }
        assertEquals(List.of("body"), Logs.texts(log));
    }

    @Test
    void shouldReturnACodeWhenTheLaneIsFull() {
        try (Session session = pool.acquire()) {
            final UnsafeBuffer body = new UnsafeBuffer(new byte[8_000]);
            long code = 0;
            for (int i = 0; i < 9; i++) {
                code = session.send(body, 0, 8_000);
            }
            assertEquals(Session.BACK_PRESSURED, code);
            assertEquals(Session.BACK_PRESSURED, session.tryClaim(0, 8_000));
            assertEquals(Session.BACK_PRESSURED, session.tryBatch(8_000));
            session.awaitApplied(session.lastTicket(), 1, SECONDS);
            assertTrue(session.send(body, 0, 8_000) > 0);
        }
    }

    @Test
    void shouldRefuseASecondThreadUntilItTakesOver() {
        final Session session = pool.acquire();
        final CompletionException ex = assertThrows(CompletionException.class,
            CompletableFuture.runAsync(() -> Logs.send(session, "stolen"))::join);
        assertTrue(ex.getCause().getMessage().contains("a session belongs to one thread"), ex.getCause().getMessage());
        CompletableFuture.runAsync(() -> {
            session.takeOver();
            writer.onStart();
            Logs.send(session, "handed over");
            session.awaitApplied(session.lastTicket(), 1, SECONDS);
            session.close();
        }).join();
        assertEquals(List.of("handed over"), Logs.texts(log));
    }

    @Test
    void shouldRefuseWorkAfterClosing() {
        final Session session = pool.acquire();
        session.tryBatch(1000);
        session.batch().add(0, Logs.text("lost"), 0, 4);
        session.close();
        session.close();
        assertEquals(Session.CLOSED, Logs.send(session, "late"));
        assertEquals(Session.CLOSED, session.tryClaim(0, 4));
        assertThrows(StoreClosedException.class, session.batch()::commit);
        assertThrows(StoreClosedException.class, session::lastTicket);
        session.batch().close();
        try (Session next = pool.acquire()) {
            assertEquals(session.laneNumber(), next.laneNumber());
            assertEquals(Session.CLOSED, Logs.send(session, "through a stale session"));
            next.awaitApplied(Logs.send(next, "next"), 1, SECONDS);
            assertFalse(session.toString().isEmpty());
        }
        assertEquals(List.of("next"), Logs.texts(log));
    }

    @Test
    void shouldNotWaitForTheUserBefore() {
        final FakeTarget stuck = new FakeTarget();
        stuck.refusal = Session.BACK_PRESSURED;
        final SessionWriter blocked = new SessionWriter(stuck, 10, 0, clock);
        try (SessionPool other = new SessionPool(log, blocked, pool.config())) {
            try (Session first = other.acquire()) {
                assertEquals(1, Logs.send(first, "stuck"));
            }
            try (Session second = other.acquire()) {
                assertEquals(Session.NO_POSITION, second.await(second.lastTicket(), 1, SECONDS));
                assertThrows(ConfigurationException.class, () -> second.await(0, 1, SECONDS));
            }
        }
        assertThrows(StoreTimeoutException.class, blocked::onClose);
    }

    @Test
    void shouldTimeOutWhenNobodyRunsTheWriter() {
        CompletableFuture.runAsync(writer::onStart).join();
        clock.stepMs(1);
        try (Session session = pool.acquire()) {
            final String message = assertThrows(StoreTimeoutException.class,
                () -> session.awaitApplied(Logs.send(session, "slow"), 50, MILLISECONDS)).getMessage();
            assertEquals("ticket 1 of lane 0 was not applied within 50 ms, because the writer has not come to it; "
                + "it may still be", message);
            writer.onStart();
            assertTrue(session.awaitApplied(1, 1, SECONDS) > 0);
        }
    }

    @Test
    void shouldEndAWaitThatIsInterrupted() {
        CompletableFuture.runAsync(writer::onStart).join();
        try (Session session = pool.acquire()) {
            final long ticket = Logs.send(session, "patient");
            Thread.currentThread().interrupt();
            assertThrows(StoreTimeoutException.class, () -> session.awaitApplied(ticket, 1, SECONDS));
            assertTrue(Thread.interrupted());
        }
        writer.onStart();
    }

    @Test
    void shouldSayThatTheLogHasFailed() {
        close();
        final SimulatedStorage disk = new SimulatedStorage(1);
        open(Logs.invoked().storage(disk).durability(Durability.BATCH).build());
        final Session session = pool.acquire();
        session.await(Logs.send(session, "kept"), 1, SECONDS);
        disk.failAt(SimulatedCall.FORCE_REGION, 1, SimulatedFault.FORCE_FAILS_KEEPS);
        final long ticket = Logs.send(session, "unknown");
        assertThrows(StoreFailedException.class, () -> session.await(ticket, 1, SECONDS));
        assertTrue(log.isFailed());
        final long never = Logs.send(session, "never applied");
        final StoreFailedException ex =
            assertThrows(StoreFailedException.class, () -> session.awaitApplied(never, 1, SECONDS));
        assertTrue(ex.getMessage().contains("ticket 3 of lane 0 was not applied"), ex.getMessage());
        assertEquals(Session.FAILED, Logs.send(session, "refused"));
        assertTrue(writer.hasEnded());
        assertThrows(StoreFailedException.class, pool::acquire);
        session.close();
        pool.close();
        assertThrows(StoreFailedException.class, log::close);
        assertEquals(0, writer.doWork());
    }
}
