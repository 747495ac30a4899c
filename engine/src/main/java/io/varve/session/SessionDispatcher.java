package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.VarveException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;

/**
 * The agent that completes the stages of {@link AsyncSession}s and {@link AsyncKeyValueSession}s: on a thread of its
 * own, or within the duty cycle of the writer or the application.
 *
 * <p>Where the durability of the log makes stages wait for a force, a duty cycle waits for one that covers all that is
 * applied, for at most ten milliseconds; then the agent deserves a thread of its own.
 *
 * <p>{@link #doWork()} and {@link #onClose()} belong to one thread, {@link #open} may be called by any.
 */
public final class SessionDispatcher implements Agent {

    private static final long FORCE_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final AsyncLane[] NO_SESSIONS = {};

    private final SessionWriter writer;
    private final CommandTarget target;
    private volatile AsyncLane[] sessions = NO_SESSIONS;
    private boolean closed;

    /**
     * For the sessions of a writer.
     *
     * @param writer that takes what they send; it is closed before this.
     */
    public SessionDispatcher(final SessionWriter writer) {
        this.writer = writer;
        target = writer.target();
    }

    /**
     * Make a session asynchronous. The caller does not use it any more; closing what is returned closes it.
     *
     * @param session that the calling thread owns.
     * @return the asynchronous session.
     * @throws StoreClosedException   when the session or the dispatcher is closed.
     * @throws ConfigurationException when the session is of another writer, or the thread is not its owner.
     */
    public synchronized AsyncSession open(final Session session) {
        check(session);
        final AsyncSession added = new AsyncSession(session, writer.status());
        add(added.stages());
        return added;
    }

    /**
     * Make a session of a key-value store asynchronous. The caller does not use it any more; closing what is returned
     * closes it.
     *
     * @param session that the calling thread owns.
     * @return the asynchronous session.
     * @throws StoreClosedException   when the session, its store or the dispatcher is closed.
     * @throws ConfigurationException when the session is of another writer, or the thread is not its owner.
     */
    public synchronized AsyncKeyValueSession open(final KeyValueSession session) {
        check(session);
        final AsyncKeyValueSession added = new AsyncKeyValueSession(session, writer.status());
        add(added.stages());
        return added;
    }

    private void check(final LaneSession session) {
        session.checkOwner();
        if (closed) {
            throw new StoreClosedException("the session dispatcher is closed; no stage would ever complete");
        }
        if (!session.isOf(writer)) {
            throw new ConfigurationException("the session on lane " + session.laneNumber()
                + " belongs to another writer; a dispatcher serves the sessions of its own");
        }
    }

    private void add(final AsyncLane added) {
        final AsyncLane[] more = Arrays.copyOf(sessions, sessions.length + 1);
        more[more.length - 1] = added;
        sessions = more;
    }

    @Override
    public String roleName() {
        return "session-dispatcher";
    }

    /**
     * Complete what can be completed.
     *
     * @return how many stages were.
     */
    @Override
    public int doWork() {
        final AsyncLane[] present = sessions;
        int work = 0;
        try {
            final long limit = target.waitsForDurable() ? awaitDurable(present) : Long.MAX_VALUE;
            for (final AsyncLane session : present) {
                work += session.completeBefore(limit);
            }
        } catch (final VarveException ex) {
            for (final AsyncLane session : present) {
                work += session.failAll(ex);
            }
        }
        for (final AsyncLane session : present) {
            if (session.giveBackIfDone()) {
                remove(session);
            }
        }
        return work;
    }

    /** One force for all. */
    private long awaitDurable(final AsyncLane[] present) {
        long highest = Session.NO_POSITION;
        for (final AsyncLane session : present) {
            highest = Math.max(highest, session.appliedPosition());
        }
        if (highest >= target.durablePosition()) {
            try {
                target.awaitDurable(highest, FORCE_WAIT_NS);
            } catch (final StoreTimeoutException ex) {
                // The next duty cycle goes on waiting.
                return target.durablePosition();
            }
        }
        return target.durablePosition();
    }

    private synchronized void remove(final AsyncLane session) {
        sessions = Arrays.stream(sessions).filter(other -> other != session).toArray(AsyncLane[]::new);
    }

    /** Complete what can be completed, fail the other stages, and close all sessions. */
    @Override
    public void onClose() {
        synchronized (this) {
            closed = true;
        }
        for (final AsyncLane session : sessions) {
            session.close();
        }
        doWork();
        for (final AsyncLane session : sessions) {
            session.failAll(new StoreClosedException(
                "the session dispatcher was closed before the record was known to be stored; it may be"));
        }
        doWork();
    }
}
