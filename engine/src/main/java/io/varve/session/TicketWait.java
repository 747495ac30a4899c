package io.varve.session;

import io.varve.StoreTimeoutException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** Waits until a lane has come to a ticket. One for each lane, used by its producer. */
final class TicketWait {

    private final Lane lane;
    private final SessionWriter writer;
    private final NanoClock clock;
    private final IdleStrategy idle;

    TicketWait(final Lane lane, final SessionWriter writer, final NanoClock clock, final IdleStrategy idle) {
        this.lane = lane;
        this.writer = writer;
        this.clock = clock;
        this.idle = idle;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    void await(final long ticket, final long timeoutNs) {
        if (lane.applied() < ticket) {
            awaitSlow(ticket, timeoutNs);
        }
    }

    private void awaitSlow(final long ticket, final long timeoutNs) {
        final long startNs = clock.nanoTime();
        idle.reset();
        while (true) {
            final boolean ended = writer.status().hasEnded();
            if (lane.applied() >= ticket) {
                return;
            }
            if (ended) {
                writer.status().throwIfEnded("ticket " + ticket + " of lane " + lane.id() + " was not applied");
            }
            if (clock.nanoTime() - startNs >= timeoutNs) {
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
    int runIfOnDutyThread() {
        return writer.isOnDutyThread() ? writer.doWork() + writer.target().runAgents() : 0;
    }
}
