/**
 * How other threads reach the one writer of a record log or a key-value store: sessions, taken from a bounded pool of
 * lanes.
 *
 * <p>A lane is a ring of bytes with one producer, the thread that holds the session, and one consumer, the {@link
 * io.varve.session.SessionWriter} agent. Sending copies the record into the lane and returns a ticket; the agent
 * appends it to the log and publishes, per lane, the last ticket applied and the positions of the latest tickets.
 * Neither side locks, and nothing is allocated for a record.
 *
 * <pre>{@code
 * try (RecordLog log = RecordLog.open(Path.of("orders"));
 *      SessionPool pool = SessionPool.onThread(log, SessionPoolConfig.builder().build());
 *      Session session = pool.acquire()) {
 *     long ticket = session.send(0, buffer, 0, length);
 *     if (ticket >= 0) {
 *         long position = session.await(ticket, 1, TimeUnit.SECONDS);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link io.varve.session.KeyValueSessionPool} is the same for the keys of a store: what a change has come to, a
 * version or a code, is published in the place of a position.
 *
 * <p>{@link io.varve.session.SessionPoolSettings} reads a configuration from a file, the environment and system
 * properties.
 */
package io.varve.session;
