package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.AgentRole;
import io.varve.agent.EngineAgents;
import io.varve.log.RecordLog;
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
 * A bounded pool of sessions. Safe for use by many threads.
 *
 * <p>Taking a session locks for a moment, allocates the session object, and waits in order when all are taken. So take
 * one for many records, or keep it as long as the thread runs; within a session nothing locks or allocates.
 *
 * <p>An agent of the log ({@link AgentRole#PREPARE}) closes lanes that are not used, keeps the minimum open, and finds
 * sessions that were lost or are held too long. Where the application {@linkplain EngineAgents#invoked() runs the
 * agents}, it does so in their duty cycle.
 */
public final class SessionPool implements AutoCloseable {

    /** How often a waiting thread looks at the clock, and for lost sessions. */
    private static final long RECHECK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SWEEP_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SessionPoolConfig config;
    private final SessionWriter writer;
    private final EngineAgents agents;
    private final AgentRunner runner;
    private final Keeper keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> waiters = new ArrayDeque<>();
    private final LaneShelf shelf;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final ReferenceQueue<Session> lost = new ReferenceQueue<>();
    private List<SessionLeak> unreported = new ArrayList<>();
    private boolean closed;
    private long acquired;
    private long timedOut;
    private long longestWaitNs;
    private long lostCount;
    private long heldTooLong;

    /**
     * For a writer whose agent the caller runs, and closes after this pool.
     *
     * @param log    that the writer writes to.
     * @param writer that takes what the sessions send.
     * @param config of the pool.
     */
    public SessionPool(final RecordLog log, final SessionWriter writer, final SessionPoolConfig config) {
        this(log.config().agents(), writer, config, null);
    }

    SessionPool(final EngineAgents agents, final SessionWriter writer, final SessionPoolConfig config,
        final AgentRunner runner) {
        this.agents = agents;
        this.writer = writer;
        this.config = config;
        this.runner = runner;
        keeper = new Keeper();
        shelf = new LaneShelf(config, writer);
        shelf.sweep(config.clock().nanoTime());
        agents.add(AgentRole.PREPARE, keeper);
    }

    /**
     * A pool with a writer on a daemon thread of its own, which {@link #close()} ends.
     *
     * @param log    that is open for writing; its writer belongs to that thread from now on.
     * @param config of the pool.
     * @param idle   what that thread does when there is nothing to do.
     * @return the pool.
     */
    public static SessionPool onThread(final RecordLog log, final SessionPoolConfig config, final IdleStrategy idle) {
        final SessionWriter writer = new SessionWriter(log);
        final AgentRunner runner = new AgentRunner(idle, SessionPool::logError, null, writer);
        AgentRunner.startOnThread(runner, work -> {
            final Thread thread = new Thread(work, "varve-session-writer");
            thread.setDaemon(true);
            return thread;
        });
        return new SessionPool(log.config().agents(), writer, config, runner);
    }

    private static void logError(final Throwable ex) {
        System.getLogger("io.varve.session").log(System.Logger.Level.ERROR, ex.getMessage(), ex);
    }

    /**
     * Take a session, waiting in order for up to {@link SessionPoolConfig#acquireTimeoutNs()} while all are in use.
     *
     * @return a session, which belongs to the calling thread and must be closed.
     * @throws StoreTimeoutException          when none came free in time, or the thread was interrupted.
     * @throws StoreClosedException           when the pool or its writer is closed.
     * @throws io.varve.StoreFailedException when the log has failed.
     */
    public Session acquire() {
        return acquire(config.acquireTimeoutNs(), TimeUnit.NANOSECONDS);
    }

    /**
     * Take a session, waiting in order while all are in use.
     *
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return a session, which belongs to the calling thread and must be closed.
     * @throws StoreTimeoutException          when none came free in time, or the thread was interrupted.
     * @throws StoreClosedException           when the pool or its writer is closed.
     * @throws io.varve.StoreFailedException when the log has failed.
     */
    public Session acquire(final long timeout, final TimeUnit unit) {
        final long timeoutNs = unit.toNanos(timeout);
        final long startNs = config.clock().nanoTime();
        final String site = config.captureSite() ? Lease.callSite() : Lease.NO_SITE;
        // The application's code runs without the lock, and before there is a lane that it could lose.
        final IdleStrategy idle = config.waitStrategy().get();
        final Session session;
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

    private Session lend(final Lane lane, final IdleStrategy idle, final String site) {
        final Session session =
            new Session(lane, writer, new SessionTickets(lane, writer, config.clock(), idle));
        final Lease lease = new Lease(session, lost, this, site, config.clock().nanoTime());
        session.lease(lease);
        leases.add(lease);
        acquired++;
        return session;
    }

    /** Send something through the lane that stores nothing, and wait until the writer has taken it. */
    private void probe(final Session session, final long timeoutNs) {
        boolean answered = false;
        try {
            session.probe(Math.max(timeoutNs, 0));
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

    /**
     * Do now what the agent does every so often: close lanes that are old or not used, keep the minimum open, find
     * sessions that were lost or are held too long.
     */
    public void sweep() {
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

    /**
     * What the pool does and has done.
     *
     * @return the numbers of one moment.
     */
    public SessionPoolStatistics statistics() {
        lock.lock();
        try {
            return new SessionPoolStatistics(config.permits(), shelf.available(), shelf.openCount(), shelf.idleCount(),
                leases.size(), waiters.size(), acquired, timedOut, longestWaitNs, shelf.opened, shelf.closedIdle,
                shelf.closedOld, shelf.closedOver, lostCount, heldTooLong);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How the pool was made.
     *
     * @return the configuration.
     */
    public SessionPoolConfig config() {
        return config;
    }

    /**
     * The agent that applies what the sessions send.
     *
     * @return the writer.
     */
    public SessionWriter writer() {
        return writer;
    }

    /**
     * Give out no more sessions and tell those who wait for one. What was sent is still applied: by the writer that the
     * caller runs, or before this returns, if the pool has a thread of its own. Sessions should have been closed
     * before; one that was not can send until its writer is closed. Does nothing when the pool is closed.
     */
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
