package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.AgentRole;
import io.varve.agent.EngineAgents;
import io.varve.log.RecordLog;
import java.util.concurrent.TimeUnit;
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

    private final LanePool<Session> lanes;

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
        writer.recordTarget();
        lanes = new LanePool<>(agents, writer, config, runner, Session::new);
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
        return new SessionPool(log.config().agents(), writer, config, LanePool.start(writer, idle));
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
        return lanes.acquire();
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
        return lanes.acquire(timeout, unit);
    }

    /**
     * Do now what the agent does every so often: close lanes that are old or not used, keep the minimum open, find
     * sessions that were lost or are held too long.
     */
    public void sweep() {
        lanes.sweep();
    }

    /**
     * What the pool does and has done.
     *
     * @return the numbers of one moment.
     */
    public SessionPoolStatistics statistics() {
        return lanes.statistics();
    }

    /**
     * How the pool was made.
     *
     * @return the configuration.
     */
    public SessionPoolConfig config() {
        return lanes.config();
    }

    /**
     * The agent that applies what the sessions send.
     *
     * @return the writer.
     */
    public SessionWriter writer() {
        return lanes.writer();
    }

    /**
     * Give out no more sessions and tell those who wait for one. What was sent is still applied: by the writer that the
     * caller runs, or before this returns, if the pool has a thread of its own. Sessions should have been closed
     * before; one that was not can send until its writer is closed. Does nothing when the pool is closed.
     */
    @Override
    public void close() {
        lanes.close();
    }
}
