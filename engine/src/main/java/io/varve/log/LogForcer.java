package io.varve.log;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.AgentRole;
import io.varve.agent.EngineAgents;
import io.varve.store.MarkFile;
import io.varve.store.Segment;
import io.varve.store.SegmentTable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.Agent;

/**
 * Makes the log durable, and lets others wait for it.
 *
 * <p>The durable position moves only after a force has returned, over a range without gaps that ends between batches,
 * the older segment always first. The first force that fails fails the log: a second one would report success for
 * data that is gone.
 */
final class LogForcer implements Agent {

    private static final int PAGE = 4096;
    private static final int SPINS_BEFORE_PARK = 100;

    private final LogConfig config;
    private final LogStatus status;
    private final SegmentTable table;
    private final MarkFile mark;
    private final EngineAgents agents;
    private final int segmentLength;
    private final ReentrantLock forceLock = new ReentrantLock();
    private final ReentrantLock waitLock = new ReentrantLock();
    private final Condition moved = waitLock.newCondition();
    private long dirtySinceNs = Long.MIN_VALUE;

    LogForcer(final LogConfig config, final LogStatus status, final SegmentTable table, final MarkFile mark) {
        this.config = config;
        this.status = status;
        this.table = table;
        this.mark = mark;
        agents = config.agents();
        segmentLength = config.segmentLength();
    }

    @Override
    public String roleName() {
        return "log-forcer";
    }

    @Override
    public int doWork() {
        final long committed = status.committed.getAcquire();
        final long durable = status.durable.getAcquire();
        if (committed == durable || status.isHalted()) {
            dirtySinceNs = Long.MIN_VALUE;
            return 0;
        }
        final long target = target(committed, durable);
        if (target <= durable) {
            return 0;
        }
        forceUpTo(target);
        if (target == committed) {
            dirtySinceNs = Long.MIN_VALUE;
        }
        return 1;
    }

    /** Up to where the log is to be forced now; nothing is due when that is not behind the durable position. */
    private long target(final long committed, final long durable) {
        if (status.requested.getAcquire() > durable) {
            return committed;
        }
        if (config.durability() == Durability.NONE) {
            return committed & -segmentLength;
        }
        final long now = config.monotonicClock().nanoTime();
        if (dirtySinceNs == Long.MIN_VALUE) {
            dirtySinceNs = now;
        }
        if (committed - durable < config.forceIntervalBytes() && now - dirtySinceNs < config.forceIntervalNs()) {
            return durable;
        }
        // What was stored through views that are unmapped is cheap to force, and the rest soon will be.
        final long settled = status.settled.getAcquire();
        return settled - durable >= Segment.viewLength(segmentLength) ? settled : committed;
    }

    /** Force on the calling thread what is committed up to a position, which lies between batches. */
    void forceUpTo(final long target) {
        forceLock.lock();
        try {
            long from = status.durable.getAcquire();
            if (from >= target || status.isFailed()) {
                return;
            }
            if (!mark.isStillOurs()) {
                throw new IOException("another writer has taken the store over");
            }
            final long start = from;
            final long startNs = config.monotonicClock().nanoTime();
            final ForceEvent event = FlightRecording.force();
            final boolean rolled = (from & -segmentLength) != (target & -segmentLength);
            while (from < target) {
                from = forceWithinSegment(from, target);
            }
            mark.watermark(target);
            if (rolled) {
                mark.write(mark.slot().next(target, target, false));
            }
            status.durable.setRelease(target);
            if (event != null) {
                event.commitIfWanted(start, target);
            }
            status.events.forced(target - start, config.monotonicClock().nanoTime() - startNs, config.slowForceNs());
        } catch (final IOException | InternalError ex) {
            status.fail(ex);
        } finally {
            forceLock.unlock();
            wakeWaiters();
        }
    }

    /** The last force: everything committed is durable and the mark says that the log ends here, cleanly. */
    void closeAt(final long tail) {
        forceUpTo(tail);
        if (status.isFailed()) {
            return;
        }
        try {
            mark.write(mark.slot().next(tail, tail, true));
        } catch (final IOException | InternalError ex) {
            status.fail(ex);
        }
    }

    private long forceWithinSegment(final long from, final long target) throws IOException {
        final Segment segment = table.get(from);
        final long end = Math.min(target, segment.endPosition());
        final int offset = (int) (from - segment.basePosition()) & -PAGE;
        segment.region().force(offset, (int) (end - segment.basePosition()) - offset);
        return end;
    }

    /** Wake everybody who waits, to find out how far the log has come, or that it does not work any more. */
    void wakeWaiters() {
        waitLock.lock();
        try {
            moved.signalAll();
        } finally {
            waitLock.unlock();
        }
    }

    /** Wait until the record at a position is durable. */
    void await(final long position, final long timeoutNs) {
        if (status.durable.getAcquire() > position) {
            return;
        }
        status.requested.raiseTo(position + 1);
        agents.wake(AgentRole.FORCE);
        final long deadlineNs = System.nanoTime() + timeoutNs;
        for (int i = 0; i < SPINS_BEFORE_PARK && status.durable.getAcquire() <= position; i++) {
            if (agents.isInvoked()) {
                agents.doWork();
            }
            Thread.onSpinWait();
        }
        waitLock.lock();
        try {
            while (status.durable.getAcquire() <= position) {
                throwIfUnknown(position);
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0) {
                    throw new StoreTimeoutException("the record at position " + position + " was not durable after "
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms; whether it will be is unknown", position,
                            timeoutNs, null);
                }
                moved.awaitNanos(Math.min(leftNs, TimeUnit.MILLISECONDS.toNanos(10)));
                agents.wake(AgentRole.FORCE);
            }
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new StoreTimeoutException("the wait for the record at position " + position
                + " was interrupted; whether it will be durable is unknown", position, timeoutNs, ex);
        } finally {
            waitLock.unlock();
        }
    }

    private void throwIfUnknown(final long position) {
        if (status.isFailed()) {
            throw new StoreFailedException("whether the record at position " + position
                + " is durable is unknown, because the log has failed; close and open it to find out");
        }
        status.throwIfHalted();
    }
}
