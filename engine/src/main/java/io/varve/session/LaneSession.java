package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import java.lang.ref.Reference;

/** What every session is, whatever it sends: a lane to the writer, lent to one thread at a time. */
abstract class LaneSession implements AutoCloseable {

    private final Lane lane;
    private final SessionTickets tickets;
    private final WriterStatus status;
    private Lease lease;
    private Thread owner;

    LaneSession(final Lane lane, final SessionWriter writer, final SessionTickets tickets) {
        this.lane = lane;
        this.tickets = tickets;
        status = writer.status();
        owner = Thread.currentThread();
    }

    final void lease(final Lease value) {
        lease = value;
    }

    final Lease lease() {
        return lease;
    }

    final Lane lane() {
        return lane;
    }

    final SessionTickets tickets() {
        return tickets;
    }

    final boolean isOf(final SessionWriter writer) {
        return writer.status() == status;
    }

    /** What is open in the lane is not the caller's any more. */
    abstract void endOpen();

    /**
     * The ticket of what was sent last.
     *
     * @return the ticket; as long as nothing was sent, one that needs no waiting for.
     * @throws ConfigurationException when the thread is not the owner.
     */
    public final long lastTicket() {
        checkOwner();
        return lane.issued();
    }

    /**
     * Whether what was sent with a ticket is committed. By any thread.
     *
     * @param ticket of this session.
     * @return true when readers see it.
     */
    public final boolean isApplied(final long ticket) {
        return lane.applied() >= ticket;
    }

    /**
     * Let the calling thread be the owner from now on. The caller makes sure that the old owner is done, with a
     * happens-before edge in between.
     */
    public final void takeOver() {
        owner = Thread.currentThread();
    }

    /**
     * Which lane this is.
     *
     * @return a number from 0, less than the maximum of the pool; given out again when the session is closed.
     */
    public final int laneNumber() {
        return lane.id();
    }

    /**
     * Give the lane back. What is open is aborted; what was sent goes its way without anybody waiting for it.
     *
     * @throws ConfigurationException when the thread is not the owner.
     */
    @Override
    public final void close() {
        try {
            checkThread();
            final Lease held = lease;
            if (held != null) {
                endOpen();
                lane.abort();
                lease = null;
                held.giveBack();
            }
        } finally {
            // Else it could be found lost while it waits for the lock of the pool.
            Reference.reachabilityFence(this);
        }
    }

    /** Whether the session can send: 0, or a negative code. */
    final long check() {
        checkThread();
        if (lease == null) {
            return Session.CLOSED;
        }
        if (lane.isClaimOpen()) {
            throw new ConfigurationException("a claim or batch is open; it must be committed or aborted first");
        }
        return status.refusal();
    }

    /** Whether the session is open, and the caller its owner. */
    final void checkOwner() {
        checkThread();
        if (lease == null) {
            throw new StoreClosedException(
                "the session on lane " + lane.id() + " is closed; take a new one from the pool");
        }
    }

    final void checkThread() {
        if (owner != Thread.currentThread()) {
            throw new ConfigurationException("thread " + Thread.currentThread().getName()
                + " used the session of thread " + owner.getName()
                + "; a session belongs to one thread, another one takes it over first");
        }
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[lane " + lane.id() + ", sent to ticket " + lane.issued()
            + ", applied to " + lane.applied() + "]";
    }
}
