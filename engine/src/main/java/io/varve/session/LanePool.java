package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.AgentRole;
import io.varve.agent.EngineAgents;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/**
 * The lanes of a writer and to whom they are lent: what every pool of sessions is, whatever they send. Safe for use by
 * many threads.
 *
 * @param <S> a session.
 */
final class LanePool<S extends LaneSession> implements AutoCloseable {

    /** How often a waiting thread looks at the clock, and for lost sessions. */
    private static final long RECHECK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SWEEP_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SessionPoolConfig config;
    private final SessionWriter writer;
    private final EngineAgents agents;
    private final AgentRunner runner;
    private final SessionMaker<S> maker;
    private final Keeper keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> waiters = new ArrayDeque<>();
    private final LaneShelf shelf;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final ReferenceQueue<LaneSession> lost = new ReferenceQueue<>();
    private List<SessionLeak> unreported = new ArrayList<>();
    private boolean closed;
    private long acquired;
    private long timedOut;
    private long longestWaitNs;
    private long lostCount;
    private long heldTooLong;

    /** Makes the session that a lane is lent to. */
    @FunctionalInterface
    interface SessionMaker<S> {

        S make(Lane lane, SessionWriter writer, SessionTickets tickets);
    }

    LanePool(final EngineAgents agents, final SessionWriter writer, final SessionPoolConfig config,
        final AgentRunner runner, final SessionMaker<S> maker) {
        this.agents = agents;
        this.writer = writer;
        this.config = config;
        this.runner = runner;
        this.maker = maker;
        keeper = new Keeper();
        shelf = new LaneShelf(config, writer);
        shelf.sweep(config.clock().nanoTime());
        agents.add(AgentRole.PREPARE, keeper);
    }

    /** Run a writer on a daemon thread of its own; closing what is returned ends it. */
    static AgentRunner start(final SessionWriter writer, final IdleStrategy idle) {
        final AgentRunner runner = new AgentRunner(idle, LanePool::logError, null, writer);
        AgentRunner.startOnThread(runner, work -> {
            final Thread thread = new Thread(work, "varve-session-writer");
            thread.setDaemon(true);
            return thread;
        });
        return runner;
    }

    private static void logError(final Throwable ex) {
        System.getLogger("io.varve.session").log(System.Logger.Level.ERROR, ex.getMessage(), ex);
    }

    S acquire() {
        return acquire(config.acquireTimeoutNs(), TimeUnit.NANOSECONDS);
    }

    /** Take a session, waiting in order while all are in use. */
    S acquire(final long timeout, final TimeUnit unit) {
        final long timeoutNs = unit.toNanos(timeout);
        final long startNs = config.clock().nanoTime();
        final String site = config.captureSite() ? Lease.callSite() : Lease.NO_SITE;
        // The application's code runs without the lock, and before there is a lane that it could lose.
        final IdleStrategy idle = config.waitStrategy().get();
        final S session;
        lock.lock();
        try {
            takeBackLost();
            throwIfClosed();
            Lane lane = config.fair() && !waiters.isEmpty() ? null : shelf.take(startNs);
            if (lane == null) {
                lane = awaitLane(startNs, timeoutNs);
            }
            session = lend(lane, idle, site);
        } finally {
            lock.unlock();
            report();
        }
        if (config.validateOnAcquire()) {
            probe(session, timeoutNs - (config.clock().nanoTime() - startNs));
        }
        return session;
    }

    /** Under the lock. */
    private Lane awaitLane(final long startNs, final long timeoutNs) {
        final Condition mine = lock.newCondition();
        waiters.addLast(mine);
        try {
            while (true) {
                final long waitedNs = config.clock().nanoTime() - startNs;
                final boolean isMyTurn = !config.fair() || waiters.peekFirst() == mine;
                final Lane lane = isMyTurn ? shelf.take(startNs + waitedNs) : null;
                if (lane != null) {
                    longestWaitNs = Math.max(longestWaitNs, waitedNs);
                    return lane;
                }
                if (waitedNs >= timeoutNs) {
                    timedOut++;
                    throw new StoreTimeoutException(describeExhausted(startNs + waitedNs, timeoutNs), timeoutNs);
                }
                mine.awaitNanos(Math.min(timeoutNs - waitedNs, RECHECK_NS));
                takeBackLost();
                throwIfClosed();
            }
        } catch (final InterruptedException ex) {
            timedOut++;
            Thread.currentThread().interrupt();
            throw new StoreTimeoutException("the wait for a session was interrupted; none was taken",
                StoreTimeoutException.NO_POSITION, timeoutNs, ex);
        } finally {
            waiters.remove(mine);
            shelf.trim(config.clock().nanoTime(), waiters.size());
            wakeNext();
        }
    }

    private void wakeNext() {
        final Condition first = waiters.peekFirst();
        if (first != null && shelf.available() > 0) {
            first.signal();
        }
    }

    private void throwIfClosed() {
        if (closed) {
            throw new StoreClosedException("the session pool is closed; no session can be taken");
        }
        writer.status().throwIfRefusing();
    }

    private S lend(final Lane lane, final IdleStrategy idle, final String site) {
        final S session = maker.make(lane, writer, new SessionTickets(lane, writer, config.clock(), idle));
        final Lease lease = new Lease(session, lost, this, site, config.clock().nanoTime());
        session.lease(lease);
        leases.add(lease);
        acquired++;
        return session;
    }

    /** Send something through the lane that stores nothing, and wait until the writer has taken it. */
    private void probe(final S session, final long timeoutNs) {
        boolean answered = false;
        try {
            session.tickets().probe(Math.max(timeoutNs, 0));
            answered = true;
        } finally {
            if (!answered) {
                session.close();
            }
        }
    }

    private String describeExhausted(final long nowNs, final long timeoutNs) {
        final StringBuilder text = new StringBuilder("no session was free within ")
            .append(TimeUnit.NANOSECONDS.toMillis(timeoutNs)).append(" ms: all ").append(config.permits())
            .append(" (").append(config.max()).append(" and ").append(config.overflow())
            .append(" overflow) are in use and ").append(waiters.size() - 1).append(" others wait");
        if (!leases.isEmpty()) {
            final Lease oldest = leases.iterator().next();
            text.append("; the oldest was taken ").append(TimeUnit.NANOSECONDS.toMillis(oldest.heldNs(nowNs)))
                .append(" ms ago at ").append(oldest.site());
        }
        return text.toString();
    }

    void giveBack(final Lease lease) {
        lock.lock();
        try {
            if (leases.remove(lease)) {
                lease.clear();
                lease.release();
                shelf.giveBack(lease.lane(), config.clock().nanoTime(), waiters.size());
                wakeNext();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void takeBackLost() {
        Lease lease = (Lease) lost.poll();
        while (lease != null) {
            if (leases.remove(lease)) {
                final long nowNs = config.clock().nanoTime();
                lostCount++;
                lease.lane().abort();
                lease.release();
                shelf.giveBack(lease.lane(), nowNs, waiters.size());
                unreported.add(lease.leak(SessionLeak.Kind.LOST, nowNs));
                wakeNext();
            }
            lease = (Lease) lost.poll();
        }
    }

    /** Sessions are kept in the order in which they were taken, so the first that is not too old ends the search. */
    private void findHeldTooLong(final long nowNs) {
        if (config.heldLimitNs() > 0) {
            for (final Lease lease : leases) {
                if (lease.heldNs(nowNs) < config.heldLimitNs()) {
                    return;
                }
                if (lease.report()) {
                    heldTooLong++;
                    unreported.add(lease.leak(SessionLeak.Kind.HELD_TOO_LONG, nowNs));
                }
            }
        }
    }

    /** Tell the listener, without the lock. */
    private void report() {
        final List<SessionLeak> leaks;
        lock.lock();
        try {
            if (unreported.isEmpty()) {
                return;
            }
            leaks = unreported;
            unreported = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        for (final SessionLeak leak : leaks) {
            try {
                config.leakListener().accept(leak);
            } catch (final RuntimeException ex) {
                // A listener must harm neither the agents of the log nor the thread that takes a session.
                continue;
            }
        }
    }

    /** Do now what the agent does every so often. */
    void sweep() {
        lock.lock();
        try {
            final long nowNs = config.clock().nanoTime();
            takeBackLost();
            findHeldTooLong(nowNs);
            shelf.sweep(nowNs);
        } finally {
            lock.unlock();
        }
        report();
    }

    SessionPoolStatistics statistics() {
        lock.lock();
        try {
            return new SessionPoolStatistics(config.permits(), shelf.available(), shelf.openCount(), shelf.idleCount(),
                leases.size(), waiters.size(), acquired, timedOut, longestWaitNs, shelf.opened, shelf.closedIdle,
                shelf.closedOld, shelf.closedOver, lostCount, heldTooLong);
        } finally {
            lock.unlock();
        }
    }

    SessionPoolConfig config() {
        return config;
    }

    SessionWriter writer() {
        return writer;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            shelf.closeAll();
            waiters.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
        agents.remove(AgentRole.PREPARE, keeper);
        if (runner != null) {
            runner.close();
        }
    }

    /** Runs the sweep every so often. */
    private final class Keeper implements Agent {

        private long sweptNs = config.clock().nanoTime();

        @Override
        public String roleName() {
            return "session-keeper";
        }

        @Override
        public int doWork() {
            final long nowNs = config.clock().nanoTime();
            if (nowNs - sweptNs < SWEEP_INTERVAL_NS) {
                return 0;
            }
            sweptNs = nowNs;
            try {
                sweep();
            } catch (final RuntimeException | Error ex) {
                logError(ex);
            }
            return 1;
        }
    }
}
