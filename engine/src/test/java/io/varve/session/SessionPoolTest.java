package io.varve.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.EngineAgents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionPoolTest {

    private final FakeClock clock = new FakeClock();
    private final FakeTarget target = new FakeTarget();
    private final SessionWriter writer = new SessionWriter(target, 10, 0, clock);
    private final EngineAgents agents = EngineAgents.invoked();
    private final List<SessionLeak> leaks = Collections.synchronizedList(new ArrayList<>());
    private SessionPool pool;

    @AfterEach
    void close() {
        pool.close();
    }

    private SessionPoolConfig.Builder config() {
        return SessionPoolConfig.builder().clock(clock).laneCapacity(4 << 10).max(2).overflow(1)
            .leakListener(leaks::add);
    }

    private void open(final SessionPoolConfig.Builder config) {
        writer.onStart();
        pool = new SessionPool(agents, writer, config.build(), null);
    }

    private List<Session> take(final int count) {
        return Stream.generate(pool::acquire).limit(count).toList();
    }

    private void awaitWaiting(final int count) {
        while (pool.statistics().waiting() != count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldNameEveryoneWhoHoldsItWhenItIsExhausted() {
        open(config());
        final List<Session> taken = take(3);
        clock.advanceMs(700);
        clock.stepMs(1);
        final String message =
            assertThrows(StoreTimeoutException.class, () -> pool.acquire(50, MILLISECONDS)).getMessage();
        assertTrue(message.startsWith("no session was free within 50 ms: all 3 (2 and 1 overflow) are in use and "
            + "0 others wait; the oldest was taken 7"), message);
        assertTrue(message.contains("SessionPoolTest.take(SessionPoolTest.java:"), message);
        assertEquals(1, pool.statistics().timedOut());
        assertEquals(0, pool.statistics().available());
        taken.forEach(Session::close);
        assertEquals(3, pool.statistics().available());
        assertEquals(0, pool.statistics().waiting());
    }

    @Test
    void shouldKeepTheLaneWhenItsWaitStrategyCannotBeMade() {
        final boolean[] fails = {true};
        open(config().max(1).overflow(0).waitStrategy(() -> {
            if (fails[0]) {
                throw new IllegalStateException("no strategy");
            }
            return new NoOpIdleStrategy();
        }));
        assertThrows(IllegalStateException.class, pool::acquire);
        assertEquals(1, pool.statistics().available());
        fails[0] = false;
        pool.acquire().close();
    }

    @Test
    void shouldServeInOrder() {
        open(config().max(1).overflow(0));
        final Session first = pool.acquire();
        final List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        final List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            final int number = i;
            final CompletableFuture<Void> done = new CompletableFuture<>();
            new Thread(() -> {
                try {
                    final Session session = pool.acquire();
                    served.add(number);
                    session.close();
                    done.complete(null);
                } catch (final RuntimeException ex) {
                    done.completeExceptionally(ex);
                }
            }).start();
            others.add(done);
            awaitWaiting(i + 1);
        }
        clock.advanceMs(20);
        first.close();
        others.forEach(CompletableFuture::join);
        assertEquals(List.of(0, 1, 2, 3, 4), served);
        assertTrue(pool.statistics().longestWait() >= MILLISECONDS.toNanos(20));
        assertEquals(6, pool.statistics().acquired());
    }

    @Test
    void shouldLetNobodyInBeforeThoseWhoWait() {
        open(config().max(1).overflow(0));
        final Session first = pool.acquire();
        final CompletableFuture<Session> waits = CompletableFuture.supplyAsync(pool::acquire);
        awaitWaiting(1);
        clock.stepMs(1);
        assertThrows(StoreTimeoutException.class, () -> pool.acquire(0, MILLISECONDS));
        clock.stepMs(0);
        first.close();
        final Session second = waits.join();
        second.takeOver();
        second.close();
    }

    @Test
    void shouldGiveAFreeSessionToWhoeverComesWhenItIsNotFair() {
        open(config().max(1).overflow(0).fair(false));
        for (int i = 0; i < 20; i++) {
            final Session first = pool.acquire();
            final CompletableFuture<Session> waits = CompletableFuture.supplyAsync(pool::acquire);
            awaitWaiting(1);
            first.close();
            final Session second = waits.join();
            second.takeOver();
            second.close();
        }
        assertEquals(1, pool.statistics().available());
    }

    @Test
    void shouldEndAWaitThatIsInterrupted() {
        open(config().max(1).overflow(0));
        final Session first = pool.acquire();
        Thread.currentThread().interrupt();
        assertThrows(StoreTimeoutException.class, pool::acquire);
        assertTrue(Thread.interrupted());
        first.close();
        assertEquals(1, pool.statistics().available());
    }

    @Test
    void shouldCloseLanesOfTheOverflowWhenNobodyWaits() {
        open(config());
        final List<Session> taken = take(3);
        assertEquals(List.of(0, 1, 2), taken.stream().map(Session::laneNumber).toList());
        taken.get(0).close();
        SessionPoolStatistics statistics = pool.statistics();
        assertEquals(2, statistics.open());
        assertEquals(1, statistics.closedOver());
        final Session again = pool.acquire();
        assertEquals(0, again.laneNumber(), "its memory is used again");
        again.close();
        taken.forEach(Session::close);
        statistics = pool.statistics();
        assertEquals(2, statistics.open());
        assertEquals(2, statistics.idle());
        assertEquals(0, statistics.inUse());
        assertEquals(3, statistics.available());
        writer.doWork();
        assertEquals(2, writer.laneCount());
    }

    @Test
    void shouldKeepNoMoreLanesThanAreWaitedFor() {
        open(config().max(1).overflow(1));
        final List<Session> taken = take(2);
        final CompletableFuture<Session> waits = CompletableFuture.supplyAsync(pool::acquire);
        awaitWaiting(1);
        taken.forEach(Session::close);
        final Session last = waits.join();
        assertEquals(1, pool.statistics().open());
        last.takeOver();
        last.close();
        assertEquals(1, pool.statistics().idle());
        assertEquals(2, pool.statistics().available());
    }

    @Test
    void shouldCloseLanesThatNobodyUses() {
        open(config().max(3).min(1).idleTimeoutNs(SECONDS.toNanos(10)));
        take(3).forEach(Session::close);
        clock.advanceMs(9_999);
        agents.doWork();
        assertEquals(3, pool.statistics().open());
        clock.advanceMs(1);
        pool.sweep();
        assertEquals(1, pool.statistics().open());
        assertEquals(2, pool.statistics().closedIdle());
        assertEquals(4, pool.statistics().available());
    }

    @Test
    void shouldReplaceLanesThatAreOld() {
        open(config().min(1).max(2).overflow(0).maxLifetimeNs(SECONDS.toNanos(60)).idleTimeoutNs(0));
        final Session held = pool.acquire();
        pool.acquire().close();
        clock.advanceMs(60_000);
        agents.doWork();
        assertEquals(1, pool.statistics().closedOld());
        assertEquals(1, pool.statistics().open(), "what is in use stays");
        held.awaitApplied(Logs.send(held, "still"), 1, SECONDS);
        held.close();
        assertEquals(2, pool.statistics().closedOld());
        pool.sweep();
        assertEquals(1, pool.statistics().open(), "the minimum is opened again");
        clock.advanceMs(60_000);
        pool.acquire().close();
        assertEquals(3, pool.statistics().closedOld(), "an old lane is not handed out");
    }

    @Test
    void shouldApplyWhatWasSentThroughALaneThatIsClosed() {
        open(config().max(1).overflow(1));
        final List<Session> taken = take(2);
        Logs.send(taken.get(1), "sent and closed");
        taken.forEach(Session::close);
        assertEquals(1, pool.statistics().open());
        writer.doWork();
        writer.doWork();
        assertEquals(List.of("sent and closed"), target.applied);
        assertEquals(1, writer.laneCount());
    }

    @Test
    void shouldProbeALaneBeforeItIsGivenOut() {
        open(config().validateOnAcquire(true));
        writer.onStart();
        try (Session session = pool.acquire()) {
            assertEquals(Session.NO_POSITION, session.lastPosition());
            assertEquals(session.lastTicket(), writer.appliedCount());
            session.await(session.lastTicket(), 0, SECONDS);
        }
        CompletableFuture.runAsync(writer::onStart).join();
        clock.stepMs(1);
        final String message =
            assertThrows(StoreTimeoutException.class, () -> pool.acquire(30, MILLISECONDS)).getMessage();
        assertTrue(message.contains("because the writer has not come to it"), message);
        assertEquals(3, pool.statistics().available());
        clock.stepMs(0);
        writer.onStart();
        pool.acquire().close();
        assertEquals(List.of(), target.applied);
    }

    @Test
    void shouldTakeALostSessionBackAndNameThePlace() {
        open(config().max(1).overflow(0));
        lose();
        clock.advanceMs(5);
        while (pool.statistics().lost() == 0) {
            System.gc();
            pool.sweep();
        }
        assertEquals(1, leaks.size());
        final SessionLeak leak = leaks.get(0);
        assertEquals(SessionLeak.Kind.LOST, leak.kind());
        assertTrue(leak.describe().contains("SessionPoolTest.lose(SessionPoolTest.java:"), leak.describe());
        assertTrue(leak.describe().startsWith(
            "the session on lane 0 was lost without being closed; it was taken 5 ms ago by thread "), leak.describe());
        try (Session session = pool.acquire()) {
            Logs.send(session, "after");
            writer.doWork();
        }
        assertEquals(List.of("before", "after"), target.applied);
        assertEquals(1, pool.statistics().available());
    }

    private void lose() {
        final Session session = pool.acquire();
        Logs.send(session, "before");
        session.tryBatch(100);
        session.batch().add(0, Logs.text("half"), 0, 4);
    }

    @Test
    @Tag("slow")
    void shouldFindALostSessionWhileItWaits() {
        open(config().max(1).overflow(0).captureSite(false));
        lose();
        final CompletableFuture<Session> waits = CompletableFuture.supplyAsync(pool::acquire);
        while (!waits.isDone()) {
            System.gc();
        }
        assertEquals(1, pool.statistics().lost());
        assertTrue(leaks.get(0).describe().endsWith("captureSite is off"), leaks.get(0).describe());
        waits.join().takeOver();
        waits.join().close();
    }

    @Test
    void shouldReportOnceWhatIsHeldTooLong() {
        open(config().heldLimitNs(SECONDS.toNanos(1)).leakListener(leak -> {
            leaks.add(leak);
            throw new IllegalStateException("a listener that fails does no harm");
        }));
        final Session held = pool.acquire();
        clock.advanceMs(500);
        final Session younger = pool.acquire();
        clock.advanceMs(500);
        agents.doWork();
        clock.advanceMs(400);
        agents.doWork();
        assertEquals(1, leaks.size());
        assertTrue(
            leaks.get(0).describe().startsWith("the session on lane 0 is held too long; it was taken 1000 ms ago"),
            leaks.get(0).describe());
        assertTrue(leaks.get(0).site().contains("shouldReportOnceWhatIsHeldTooLong"));
        clock.advanceMs(200);
        agents.doWork();
        assertEquals(2, pool.statistics().heldTooLong());
        held.close();
        younger.close();
    }

    @Test
    void shouldTellThoseWhoWaitThatItIsClosed() {
        open(config().max(1).overflow(0));
        final Session held = pool.acquire();
        final CompletableFuture<Session> waits = CompletableFuture.supplyAsync(pool::acquire);
        awaitWaiting(1);
        pool.close();
        pool.close();
        final CompletionException ex = assertThrows(CompletionException.class, waits::join);
        assertEquals("the session pool is closed; no session can be taken", ex.getCause().getMessage());
        assertThrows(StoreClosedException.class, pool::acquire);
        held.awaitApplied(Logs.send(held, "still works"), 1, SECONDS);
        held.close();
        writer.doWork();
        assertEquals(0, writer.laneCount());
        assertEquals(0, pool.statistics().open());
    }
}
