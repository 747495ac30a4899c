package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.StoreTimeoutException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** The tickets that one session gives out: what has become of them, and waiting for it. Used by its producer. */
final class SessionTickets {

    private final Lane lane;
    private final SessionWriter writer;
    private final NanoClock clock;
    private final IdleStrategy idle;
    /** The lane's last ticket before the first one of this session. */
    private long before;

    SessionTickets(final Lane lane, final SessionWriter writer, final NanoClock clock, final IdleStrategy idle) {
        this.lane = lane;
        this.writer = writer;
        this.clock = clock;
        this.idle = idle;
        before = lane.issued();
    }

    long nowNs() {
        return clock.nanoTime();
    }

    /** Whether the session gave a ticket out; the one before its first needs no waiting for, and passes too. */
    void check(final long ticket) {
        if (ticket < before || ticket > lane.issued()) {
            throw new ConfigurationException("ticket is " + ticket + "; this session gave out "
                + (lane.issued() == before ? "none" : "those from " + (before + 1) + " to " + lane.issued()));
        }
    }

    /** Whether a ticket is applied, and not so old that what it has come to is forgotten. */
    boolean isKnown(final long ticket) {
        return ticket > before && lane.issued() - ticket < lane.window() && lane.applied() >= ticket;
    }

    /** The position of a ticket's last record, or {@link Session#NO_POSITION} when it is not known. */
    long positionOf(final long ticket) {
        return isKnown(ticket) ? lane.position(ticket) : Session.NO_POSITION;
    }

    /** The position of the last record that is applied, or {@link Session#NO_POSITION} when there is none yet. */
    long lastPosition() {
        final long applied = lane.applied();
        return applied > before ? lane.position(applied) : Session.NO_POSITION;
    }

    /** Wait until the writer has applied a ticket. */
    void awaitApplied(final long ticket, final long timeoutNs) {
        if (ticket > before) {
            await(ticket, timeoutNs);
        }
    }

    /** Wait until a ticket that is applied is durable, with what is left of a timeout. */
    void awaitDurable(final long ticket, final long position, final long startNs, final long timeoutNs) {
        // A position that is forgotten lies before the last one.
        final long reached = position >= 0 || ticket == before ? position : lastPosition();
        if (reached >= 0) {
            writer.target().awaitDurable(reached, Math.max(timeoutNs - (nowNs() - startNs), 0));
        }
    }

    /** Send a command that stores nothing and wait until the writer has taken it. */
    void probe(final long timeoutNs) {
        final long startNs = nowNs();
        while (lane.claim(CommandDescriptor.PROBE, 0) < 0) {
            writer.status().throwIfEnded("no session can be taken");
            if (nowNs() - startNs >= timeoutNs) {
                throw new StoreTimeoutException("lane " + lane.id() + " is full and the writer took nothing within "
                    + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms; does its agent run?", timeoutNs);
            }
            runIfOnDutyThread();
            Thread.onSpinWait();
        }
        before = lane.commit();
        await(before, Math.max(timeoutNs - (nowNs() - startNs), 0));
    }

    private void await(final long ticket, final long timeoutNs) {
        if (lane.applied() < ticket) {
            awaitSlow(ticket, timeoutNs);
        }
    }

    private void awaitSlow(final long ticket, final long timeoutNs) {
        final long startNs = nowNs();
        idle.reset();
        while (true) {
            final boolean ended = writer.status().hasEnded();
            if (lane.applied() >= ticket) {
                return;
            }
            if (ended) {
                writer.status().throwIfEnded("ticket " + ticket + " of lane " + lane.id() + " was not applied");
            }
            if (nowNs() - startNs >= timeoutNs) {
                throw new StoreTimeoutException("ticket " + ticket + " of lane " + lane.id()
                    + " was not applied within " + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms, because "
                    + writer.status().reason() + "; it may still be", timeoutNs);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreTimeoutException("the wait for ticket " + ticket + " of lane " + lane.id()
                    + " was interrupted; it may still be applied", timeoutNs);
            }
            idle.idle(runIfOnDutyThread());
        }
    }

    /** Who waits on the thread of the writer waits for himself. */
    private int runIfOnDutyThread() {
        return writer.isOnDutyThread() ? writer.doWork() + writer.target().runAgents() : 0;
    }
}
