package io.varve.log;

import io.varve.agent.AgentRole;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * What has happened to an open log: counts, and notices for the listener and the error log, which {@link LogMonitor}
 * hands on. Safe for use by many threads; none of it is on the way of an append that finds room.
 */
final class LogEvents {

    /** So many notices wait; when nobody takes them, further ones are counted only. */
    private static final int MAX_NOTICES = 4096;

    private final AtomicLongArray values = new AtomicLongArray(LogCounter.count());
    private final ConcurrentLinkedQueue<Consumer<LogMonitor>> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    long get(final LogCounter counter) {
        return values.getAcquire(counter.id());
    }

    void set(final LogCounter counter, final long value) {
        values.setRelease(counter.id(), value);
    }

    void add(final LogCounter counter, final long amount) {
        values.getAndAdd(counter.id(), amount);
    }

    private void raise(final LogCounter counter, final long value) {
        if (value > get(counter)) {
            values.accumulateAndGet(counter.id(), value, Math::max);
        }
    }

    void failed(final String context, final Throwable cause) {
        add(LogCounter.ERRORS, 1);
        tell(monitor -> monitor.onFailure(new LogIncident(context, cause)));
    }

    /** Nothing has gone wrong, but something is not promised. */
    void warned(final String sentence) {
        System.getLogger("io.varve.log").log(System.Logger.Level.WARNING, sentence);
        tell(monitor -> monitor.onWarning(sentence));
    }

    void forced(final long bytes, final long durationNs, final long slowNs) {
        add(LogCounter.FORCES, 1);
        add(LogCounter.FORCED_BYTES, bytes);
        add(LogCounter.FORCE_NS, durationNs);
        raise(LogCounter.FORCE_MAX_NS, durationNs);
        if (durationNs >= slowNs) {
            slow(SlowOperation.FORCE, durationNs, "force of " + bytes + " bytes");
        }
    }

    void cycle(final AgentRole role, final String agent, final long durationNs, final long slowNs) {
        final LogCounter longest = switch (role) {
            case TICK -> LogCounter.TICK_CYCLE_MAX_NS;
            case PREPARE -> LogCounter.PREPARE_CYCLE_MAX_NS;
            case FORCE -> LogCounter.FORCE_CYCLE_MAX_NS;
            case DISPATCH -> LogCounter.DISPATCH_CYCLE_MAX_NS;
            case COMPACT -> LogCounter.COMPACT_CYCLE_MAX_NS;
            case CHECKPOINT -> LogCounter.CHECKPOINT_CYCLE_MAX_NS;
        };
        raise(longest, durationNs);
        // To write a checkpoint takes as long as the disk does: that is no stall.
        if (durationNs >= slowNs && role != AgentRole.CHECKPOINT) {
            add(switch (role) {
                case TICK -> LogCounter.TICK_STALLS;
                case PREPARE -> LogCounter.PREPARE_STALLS;
                case FORCE -> LogCounter.FORCE_STALLS;
                case DISPATCH -> LogCounter.DISPATCH_STALLS;
                default -> LogCounter.COMPACT_STALLS;
            }, 1);
            slow(SlowOperation.DUTY_CYCLE, durationNs, "duty cycle of " + agent);
        }
    }

    /** The wait for the first segment of a store is no surprise. */
    void waited(final long basePosition, final boolean isFirst, final long durationNs, final long slowNs) {
        add(LogCounter.SEGMENT_WAITS, 1);
        add(LogCounter.SEGMENT_WAIT_NS, durationNs);
        raise(LogCounter.SEGMENT_WAIT_MAX_NS, durationNs);
        if (!isFirst && durationNs >= slowNs) {
            slow(SlowOperation.SEGMENT_WAIT, durationNs, "wait for the segment at position " + basePosition);
        }
    }

    void prepared(final long basePosition) {
        add(LogCounter.SEGMENTS_PREPARED, 1);
        tell(monitor -> monitor.onPrepared(basePosition));
    }

    void dropped(final long basePosition) {
        add(LogCounter.SEGMENTS_DROPPED, 1);
        tell(monitor -> monitor.onDropped(basePosition));
    }

    private void slow(final SlowOperation kind, final long durationNs, final String context) {
        tell(monitor -> monitor.onSlow(kind, durationNs, context));
    }

    private void tell(final Consumer<LogMonitor> notice) {
        if (waiting.get() < MAX_NOTICES) {
            waiting.incrementAndGet();
            notices.add(notice);
        }
    }

    /** Hand over what has waited when the call began, and return how much that was. */
    int drainTo(final LogMonitor monitor) {
        final int count = waiting.get();
        int drained = 0;
        Consumer<LogMonitor> notice = count == 0 ? null : notices.poll();
        while (notice != null) {
            waiting.decrementAndGet();
            drained++;
            notice.accept(monitor);
            notice = drained < count ? notices.poll() : null;
        }
        return drained;
    }
}
