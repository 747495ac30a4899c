package io.varve.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncSessionTest {

    private final FakeTarget target = new FakeTarget();
    private final SessionWriter writer = new SessionWriter(target, 1000, 0, new FakeClock());
    private final SessionPool pool = new SessionPool(EngineAgents.invoked(), writer,
        SessionPoolConfig.builder().laneCapacity(4 << 10).build(), null);
    private final SessionDispatcher dispatcher = new SessionDispatcher(writer);
    private final AsyncSession session = dispatcher.open(pool.acquire());

    @AfterEach
    void close() {
        pool.close();
    }

    private CompletableFuture<Long> send(final String text) {
        return session.send(0, Logs.text(text), 0, text.length()).toCompletableFuture();
    }

    private static Throwable failure(final CompletableFuture<Long> stage) {
        return assertThrows(CompletionException.class, stage::join).getCause();
    }

    @Test
    void shouldCompleteWithThePositionOfTheRecord() {
        final CompletableFuture<Long> first = send("first");
        final CompletableFuture<Long> second = send("second");
        final CompletableFuture<Long> third = session.sendBatch(200, batch -> {
            batch.add(0, Logs.text("a"), 0, 1);
            batch.add(0, Logs.text("b"), 0, 1);
        }).toCompletableFuture();
        assertEquals(0, dispatcher.doWork());
        assertFalse(first.isDone());
        writer.doWork();
        assertEquals(3, dispatcher.doWork());
        assertEquals(List.of(0L, 32L, 160L), List.of(first.join(), second.join(), third.join()));
        assertEquals(List.of("first", "second", "batch of 2"), target.applied);
    }

    @Test
    void shouldSendNothingOfABatchThatFailsOrIsEmpty() {
        assertThrows(IllegalStateException.class, () -> session.sendBatch(200, batch -> {
            batch.add(0, Logs.text("a"), 0, 1);
            throw new IllegalStateException("no");
        }));
        assertEquals(Session.NO_POSITION, session.sendBatch(200, batch -> { }).toCompletableFuture().join());
        writer.doWork();
        assertEquals(List.of(), target.applied);
    }

    @Test
    void shouldReturnBackPressureAsAValue() {
        final List<CompletableFuture<Long>> sent = new ArrayList<>();
        CompletableFuture<Long> last = send("x");
        while (!last.isDone()) {
            sent.add(last);
            writer.doWork();
            last = send("x");
        }
        assertEquals(Session.BACK_PRESSURED, last.join());
        assertEquals(64, sent.size());
        assertEquals(64, dispatcher.doWork());
        for (int i = 0; i < 64; i++) {
            assertEquals(32L * i, sent.get(i).join());
        }
        assertFalse(send("y").isDone());
        target.refusal = LogWriter.BACK_PRESSURED;
        final String wide = "x".repeat(400);
        while (!send(wide).isDone()) {
            writer.doWork();
        }
        assertEquals(Session.BACK_PRESSURED, send(wide).join());
    }

    @Test
    void shouldLetAStageSendTheNextRecord() {
        final CompletionStage<Long> chain = send("one").thenCompose(position -> send("two"));
        for (int i = 0; i < 3; i++) {
            writer.doWork();
            dispatcher.doWork();
        }
        assertEquals(32, chain.toCompletableFuture().join());
        assertEquals(List.of("one", "two"), target.applied);
    }

    @Test
    void shouldWaitForAForceWhereTheLogSaysSo() {
        target.waitsForDurable = true;
        target.forcesWhenAsked = false;
        final CompletableFuture<Long> first = send("first");
        writer.doWork();
        assertEquals(0, dispatcher.doWork());
        target.durable = 32;
        final CompletableFuture<Long> second = send("second");
        writer.doWork();
        assertEquals(1, dispatcher.doWork());
        assertEquals(0, first.join());
        assertFalse(second.isDone());
        target.forcesWhenAsked = true;
        assertEquals(1, dispatcher.doWork());
        assertEquals(32, second.join());
    }

    @Test
    void shouldFailWhenTheLogHasFailed() {
        final CompletableFuture<Long> stored = send("stored");
        writer.doWork();
        target.refusal = LogWriter.FAILED;
        final CompletableFuture<Long> refused = send("refused");
        writer.doWork();
        assertEquals(2, dispatcher.doWork());
        assertEquals(0, stored.join());
        assertEquals("the writer of the fake log has failed, because the log has; the record was not applied",
            failure(refused).getMessage());
        assertTrue(failure(send("late")) instanceof StoreFailedException);
    }

    @Test
    void shouldFailWhenTheForceHasFailed() {
        target.waitsForDurable = true;
        target.forceFailure = new StoreFailedException("no force");
        final CompletableFuture<Long> stage = send("unknown");
        writer.doWork();
        assertEquals(1, dispatcher.doWork());
        assertEquals("no force", failure(stage).getMessage());
    }

    @Test
    void shouldGiveTheSessionBackWhenAllIsDone() {
        final CompletableFuture<Long> open = send("open");
        session.close();
        session.close();
        assertTrue(failure(send("late")) instanceof StoreClosedException);
        dispatcher.doWork();
        assertEquals(1, pool.statistics().inUse());
        writer.doWork();
        dispatcher.doWork();
        assertEquals(0, open.join());
        assertEquals(0, pool.statistics().inUse());
        assertEquals(15, pool.statistics().available());
    }

    @Test
    void shouldFailWhatIsOpenWhenTheDispatcherCloses() {
        final CompletableFuture<Long> applied = send("applied");
        writer.doWork();
        final CompletableFuture<Long> open = send("open");
        dispatcher.onClose();
        assertEquals(0, applied.join());
        assertTrue(failure(open) instanceof StoreClosedException);
        assertTrue(failure(send("late")) instanceof StoreClosedException);
        assertEquals(15, pool.statistics().available());
        try (Session next = pool.acquire()) {
            assertThrows(StoreClosedException.class, () -> dispatcher.open(next));
        }
    }

    @Test
    void shouldServeOnlySessionsOfItsWriter() {
        final SessionDispatcher other = new SessionDispatcher(new SessionWriter(target, 1, 0, new FakeClock()));
        try (Session mine = pool.acquire()) {
            assertThrows(ConfigurationException.class, () -> other.open(mine));
        }
    }

    @Test
    void shouldForceALogOnceForMany() {
        try (RecordLog log = RecordLog.open(Logs.inMemory().durability(Durability.BATCH).build());
            SessionPool threaded = SessionPool.onThread(
                log, SessionPoolConfig.builder().laneCapacity(64 << 10).build(), new BackoffIdleStrategy())) {
            final SessionDispatcher completing = new SessionDispatcher(threaded.writer());
            final AgentRunner runner = new AgentRunner(new BackoffIdleStrategy(), ex -> { }, null, completing);
            AgentRunner.startOnThread(runner);
            final AsyncSession async = completing.open(threaded.acquire());
            final List<CompletableFuture<Long>> stages = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                final String text = "record " + i;
                stages.add(async.send(0, Logs.text(text), 0, text.length()).toCompletableFuture());
            }
            for (final CompletableFuture<Long> stage : stages) {
                final long position = stage.orTimeout(30, SECONDS).join();
                assertTrue(log.durablePosition() > position);
            }
            async.close();
            runner.close();
            assertEquals(0, threaded.statistics().inUse());
            assertEquals(200, Logs.texts(log).size());
        }
    }
}
