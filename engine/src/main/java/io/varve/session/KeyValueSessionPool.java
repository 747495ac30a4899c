package io.varve.session;

import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.kv.KeyValueStore;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/**
 * A bounded pool of sessions that change a key-value store. Safe for use by many threads. It is what {@link
 * SessionPool} is for a log, with the same configuration, statistics and care for sessions that were lost.
 *
 * <pre>{@code
 * try (KeyValueStore store = KeyValueStore.open(Path.of("accounts"));
 *      KeyValueSessionPool pool = KeyValueSessionPool.onThread(
 *          store, SessionPoolConfig.builder().build(), new BackoffIdleStrategy());
 *      KeyValueSession session = pool.acquire()) {
 *     long ticket = session.put(key, 0, keyLength, value, 0, valueLength);
 *     if (ticket >= 0) {
 *         long version = session.await(ticket, 1, TimeUnit.SECONDS);
 *     }
 * }
 * }</pre>
 */
public final class KeyValueSessionPool implements AutoCloseable {

    private final LanePool<KeyValueSession> lanes;

    /**
     * For a writer whose agent the caller runs, and closes after this pool.
     *
     * @param store  that the writer writes to.
     * @param writer that takes what the sessions send.
     * @param config of the pool.
     */
    public KeyValueSessionPool(
        final KeyValueStore store, final SessionWriter writer, final SessionPoolConfig config) {
        this(store, writer, config, null);
    }

    private KeyValueSessionPool(final KeyValueStore store, final SessionWriter writer,
        final SessionPoolConfig config, final AgentRunner runner) {
        writer.keyValueTarget();
        lanes = new LanePool<>(store.config().log().agents(), writer, config, runner, KeyValueSession::new);
    }

    /**
     * A pool with a writer on a daemon thread of its own, which {@link #close()} ends.
     *
     * @param store  that is open; its writer belongs to that thread from now on.
     * @param config of the pool.
     * @param idle   what that thread does when there is nothing to do.
     * @return the pool.
     */
    public static KeyValueSessionPool onThread(
        final KeyValueStore store, final SessionPoolConfig config, final IdleStrategy idle) {
        final SessionWriter writer = new SessionWriter(store);
        return new KeyValueSessionPool(store, writer, config, LanePool.start(writer, idle));
    }

    /**
     * Take a session, waiting in order for up to {@link SessionPoolConfig#acquireTimeoutNs()} while all are in use.
     *
     * @return a session, which belongs to the calling thread and must be closed.
     * @throws StoreTimeoutException          when none came free in time, or the thread was interrupted.
     * @throws StoreClosedException           when the pool or its writer is closed.
     * @throws io.varve.StoreFailedException when the store has failed.
     */
    public KeyValueSession acquire() {
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
     * @throws io.varve.StoreFailedException when the store has failed.
     */
    public KeyValueSession acquire(final long timeout, final TimeUnit unit) {
        return lanes.acquire(timeout, unit);
    }

    /**
     * Do now what the agent does every so often.
     *
     * @see SessionPool#sweep()
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
     * The agent that carries out what the sessions send.
     *
     * @return the writer.
     */
    public SessionWriter writer() {
        return lanes.writer();
    }

    /**
     * Give out no more sessions and tell those who wait for one. What was sent still happens: by the writer that the
     * caller runs, or before this returns, if the pool has a thread of its own. Does nothing when the pool is closed.
     */
    @Override
    public void close() {
        lanes.close();
    }
}
