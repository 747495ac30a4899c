package io.varve.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.EngineAgents;
import io.varve.log.LogWriter;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionWriterTest {

    private final FakeClock clock = new FakeClock();
    private final FakeTarget target = new FakeTarget();
    private final SessionWriter writer = new SessionWriter(target, 2, SECONDS.toNanos(1), clock);
    private final SessionPool pool = new SessionPool(EngineAgents.invoked(), writer,
        SessionPoolConfig.builder().clock(clock).laneCapacity(4 << 10).build(), null);

    @BeforeEach
    void start() {
        writer.onStart();
    }

    @Test
    void shouldGiveEachLaneItsTurn() {
        try (Session a = pool.acquire(); Session b = pool.acquire(); Session c = pool.acquire()) {
            for (int i = 0; i < 5; i++) {
                Logs.send(a, "a" + i);
            }
            Logs.send(b, "b0");
            Logs.send(c, "c0");
            assertEquals(4, writer.doWork());
            assertEquals(List.of("a0", "a1", "b0", "c0"), target.applied);
            Logs.send(b, "b1");
            Logs.send(c, "c1");
            assertEquals(4, writer.doWork());
            assertEquals(List.of("b1", "c1", "a2", "a3"), target.applied.subList(4, 8));
            Logs.send(c, "c2");
            assertEquals(2, writer.doWork());
            assertEquals(List.of("c2", "a4"), target.applied.subList(8, 10));
            assertEquals(0, writer.doWork());
            assertEquals(10, writer.appliedCount());
        }
    }

    @Test
    void shouldBoundASliceByBytesToo() {
        final SessionWriter wide = new SessionWriter(target, 1_000_000, 0, clock);
        final Lane lane = new Lane(0, 1 << 20, false);
        wide.attach(lane);
        for (int i = 0; i < 8; i++) {
            Session.putHeader(lane.buffer(), lane.claim(CommandDescriptor.RECORD, 30_000), 0, 1, 0);
            lane.commit();
        }
        assertEquals(3, wide.doWork());
        assertEquals(3, wide.doWork());
        assertEquals(2, wide.doWork());
    }

    @Test
    void shouldKeepWhatTheLogHasNoRoomForAndOvertakeNothing() {
        try (Session a = pool.acquire(); Session b = pool.acquire()) {
            Logs.send(a, "a0");
            Logs.send(b, "b0");
            target.refusal = LogWriter.BACK_PRESSURED;
            assertEquals(0, writer.doWork());
            assertEquals(0, writer.doWork());
            assertEquals(2, writer.blockedCount());
            target.refusal = 0;
            assertEquals(2, writer.doWork());
            assertEquals(List.of("a0", "b0"), target.applied);
            target.refusal = LogWriter.FULL;
            Logs.send(b, "b1");
            assertEquals(0, writer.doWork());
            Logs.send(a, "a1");
            target.refusal = 0;
            writer.doWork();
            assertEquals(List.of("b1", "a1"), target.applied.subList(2, 4), "who waits goes first");
        }
    }

    @Test
    void shouldSayWhyATicketWaits() {
        clock.stepMs(10);
        try (Session session = pool.acquire()) {
            target.refusal = LogWriter.FULL;
            final long ticket = Logs.send(session, "too much");
            writer.doWork();
            final String message = assertThrows(StoreTimeoutException.class,
                () -> session.awaitApplied(ticket, 100, MILLISECONDS)).getMessage();
            assertTrue(message.contains("because the disk has no room for the next segment"), message);
            target.refusal = 0;
            assertEquals(0, session.awaitApplied(ticket, 100, MILLISECONDS));
        }
    }

    @Test
    void shouldFillTheLaneWhileTheLogHasNoRoom() {
        try (Session session = pool.acquire()) {
            target.refusal = LogWriter.BACK_PRESSURED;
            int sent = 0;
            while (Logs.send(session, "x" + sent) > 0) {
                writer.doWork();
                sent++;
            }
            target.refusal = 0;
            final long last = session.lastTicket();
            assertEquals(sent, last);
            session.awaitApplied(last, 1, SECONDS);
            assertEquals(sent, target.applied.size());
            assertEquals("x0", target.applied.get(0));
            assertEquals("x" + (sent - 1), target.applied.get(sent - 1));
        }
    }

    @Test
    void shouldTellEveryoneWhenTheLogHasFailed() {
        try (Session session = pool.acquire(); Session other = pool.acquire()) {
            Logs.send(session, "stored");
            writer.doWork();
            target.refusal = LogWriter.FAILED;
            final long ticket = Logs.send(session, "not stored");
            final long otherTicket = Logs.send(other, "nor this");
            assertEquals(0, writer.doWork());
            assertTrue(writer.hasEnded());
            assertEquals(0, session.awaitApplied(ticket - 1, 1, SECONDS));
            assertEquals(
                "the writer of the fake log has failed, because the log has; ticket 2 of lane 0 was not applied",
                assertThrows(StoreFailedException.class, () -> session.await(ticket, 1, SECONDS)).getMessage());
            assertThrows(StoreFailedException.class, () -> other.await(otherTicket, 1, SECONDS));
            assertEquals(Session.FAILED, Logs.send(session, "refused"));
            assertThrows(StoreFailedException.class, pool::acquire);
            writer.onClose();
            assertEquals(Session.FAILED, Logs.send(session, "refused"));
        }
    }

    @Test
    void shouldEndWhenAPageOfTheLogCannotBeReached() {
        try (Session session = pool.acquire()) {
            Logs.send(session, "first");
            writer.doWork();
            final long ticket = Logs.send(session, "second");
            target.error = new InternalError("a fault occurred in an unsafe memory access operation");
            assertSame(target.error, assertThrows(InternalError.class, writer::doWork));
            assertTrue(writer.hasEnded());
            target.error = null;
            assertEquals(0, writer.doWork());
            assertEquals(List.of("first"), target.applied);
            assertThrows(StoreFailedException.class, () -> session.await(ticket, 1, SECONDS));
            assertEquals(LogWriter.FAILED, Logs.send(session, "third"));
        }
    }

    @Test
    void shouldEndWhenTheLogThrows() {
        try (Session session = pool.acquire()) {
            target.exception = new ConfigurationException("a claim is open");
            final long ticket = Logs.send(session, "poison");
            assertSame(target.exception, assertThrows(ConfigurationException.class, writer::doWork));
            assertEquals(0, writer.doWork());
            assertEquals("the writer of the fake log has failed: a claim is open; ticket 1 of lane 0 was not applied",
                assertThrows(StoreFailedException.class, () -> session.await(ticket, 1, SECONDS)).getMessage());
        }
    }

    @Test
    void shouldApplyEverythingBeforeItCloses() {
        final Session session = pool.acquire();
        for (int i = 0; i < 50; i++) {
            Logs.send(session, "x" + i);
        }
        writer.onClose();
        writer.onClose();
        assertEquals(50, target.applied.size());
        assertEquals(49 * 32, session.await(50, 1, SECONDS));
        assertEquals(Session.CLOSED, Logs.send(session, "late"));
        assertThrows(StoreClosedException.class, pool::acquire);
        session.close();
    }

    @Test
    void shouldSayWhatClosingLeftBehind() {
        clock.stepMs(100);
        final Session session = pool.acquire();
        final long ticket = Logs.send(session, "left");
        target.refusal = LogWriter.BACK_PRESSURED;
        assertEquals("what was sent through 1 lanes was not all applied within the 1000 ms that closing may take, "
                + "because the next segment is not ready; it was not stored",
            assertThrows(StoreTimeoutException.class, writer::onClose).getMessage());
        assertEquals("the writer of the fake log is closed; ticket 1 of lane 0 was not applied",
            assertThrows(StoreClosedException.class, () -> session.await(ticket, 1, SECONDS)).getMessage());
    }

    @Test
    void shouldNotWaitForAClaimThatIsOpenWhenItCloses() {
        final Session session = pool.acquire();
        Logs.send(session, "before");
        session.tryClaim(0, 10);
        writer.onClose();
        assertEquals(List.of("before"), target.applied);
        final long ticket = session.claim().commit();
        assertThrows(StoreClosedException.class, () -> session.await(ticket, 1, SECONDS));
    }

    @Test
    void shouldForgetALaneOnlyWhenItIsEmpty() {
        final Lane lane = new Lane(0, 4 << 10, false);
        final int before = writer.laneCount();
        writer.attach(lane);
        writer.attach(lane);
        assertEquals(before + 1, writer.laneCount());
        for (int i = 0; i < 3; i++) {
            Session.putHeader(lane.buffer(), lane.claim(CommandDescriptor.RECORD, 20), 0, 4, 0);
            lane.commit();
        }
        writer.retire(lane);
        writer.doWork();
        assertEquals(before + 1, writer.laneCount());
        writer.doWork();
        assertEquals(before, writer.laneCount());
        assertEquals(3, lane.applied());
        writer.attach(lane);
        assertFalse(lane.isRetired());
        assertEquals(before + 1, writer.laneCount());
    }

    @Test
    void shouldCarryEveryLengthAroundTheEndOfTheLane() {
        final UnsafeBuffer body = new UnsafeBuffer("0123456789".repeat(60).getBytes());
        try (Session session = pool.acquire()) {
            int count = 0;
            for (int round = 0; round < 5; round++) {
                for (int length = 1; length <= session.maxRecordLength(); length += 7) {
                    session.awaitApplied(session.send(0, body, 0, length), 1, SECONDS);
                    assertEquals(body.getStringWithoutLengthAscii(0, length), target.applied.get(count++));
                }
            }
        }
    }

    @Test
    void shouldCheckItsSettings() {
        assertEquals("sliceCommands is 0; it must be at least 1", assertThrows(ConfigurationException.class,
            () -> new SessionWriter(target, 0, 0, clock)).getMessage());
        assertEquals("drainTimeoutNs is -1; it must be 0 or more", assertThrows(ConfigurationException.class,
            () -> new SessionWriter(target, 1, -1, clock)).getMessage());
    }
}
