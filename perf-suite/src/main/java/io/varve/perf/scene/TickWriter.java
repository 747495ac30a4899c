package io.varve.perf.scene;

import io.varve.hdr.IdleGaps;
import io.varve.hdr.LatencyRecorder;
import io.varve.log.LogWriter;
import io.varve.perf.telemetry.MarketTick;
import io.varve.perf.telemetry.RecordTypes;
import io.varve.perf.telemetry.TelemetryQueue;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The thread that appends: ticks on their schedule, and in the time between them whatever the sources have put into the
 * queue. Nothing is allocated on the way of a tick.
 */
final class TickWriter implements Runnable {

    private static final long GAP_NS = 1_000;
    /** How many ticks there are to one measurement of the floor. */
    private static final int FLOOR_MASK = 7;
    /** A writer that is behind its schedule never waits; it looks into the queue after so many ticks all the same. */
    private static final int LATE_DRAIN_MASK = 63;

    private final LogWriter log;
    private final RunPlan plan;
    private final RunState state;
    private final TelemetryQueue queue;
    private final UnsafeBuffer tick = new UnsafeBuffer(ByteBuffer.allocateDirect(MarketTick.LENGTH));
    private final MessageHandler handler = this::onMessage;
    private final LatencyRecorder recorder = new LatencyRecorder();
    private final LatencyRecorder floorRecorder = new LatencyRecorder();
    private final AppendFloor floor = new AppendFloor(floorRecorder);
    private final IdleGaps gaps = new IdleGaps(GAP_NS);
    private final long[] counts = new long[RecordTypes.COUNT];
    private final AtomicLong records = new AtomicLong();
    private volatile boolean ticksDone;
    private volatile boolean sourcesClosed;
    private volatile boolean ended;

    TickWriter(final LogWriter log, final RunPlan plan, final RunState state, final TelemetryQueue queue) {
        this.log = log;
        this.plan = plan;
        this.state = state;
        this.queue = queue;
    }

    @Override
    public void run() {
        try {
            appendTicks();
            ticksDone = true;
            while (!sourcesClosed || queue.drain(handler, LATE_DRAIN_MASK) > 0) {
                queue.drain(handler, 1);
                Thread.onSpinWait();
            }
        } catch (final RuntimeException ex) {
            state.fail(ex);
        } finally {
            ticksDone = true;
            ended = true;
        }
    }

    private void appendTicks() {
        final long ticks = plan.ticks();
        for (long index = 0; index < ticks; index++) {
            final long intendedNs = plan.schedule().intendedNs(index);
            MarketTick.encode(tick, 0, index, plan.offset().epochNs(intendedNs));
            final long startedNs = awaitTime(intendedNs);
            if (startedNs >= plan.endNs() || state.isStopped()) {
                return;
            }
            appendTick(index, intendedNs, startedNs);
        }
    }

    private void appendTick(final long index, final long intendedNs, final long startedNs) {
        final long epochNs = plan.offset().epochNs(startedNs);
        MarketTick.startedNs(tick, 0, epochNs);
        log.append(RecordTypes.TICK, tick, 0, MarketTick.LENGTH, epochNs);
        final long doneNs = System.nanoTime();
        counts[RecordTypes.TICK]++;
        records.lazySet(records.getPlain() + 1);
        if (intendedNs >= plan.measuredFromNs()) {
            recorder.record(intendedNs, startedNs, doneNs);
            if ((index & FLOOR_MASK) == 0) {
                floor.measure(tick, MarketTick.LENGTH, index);
            }
        }
        if ((index & LATE_DRAIN_MASK) == 0) {
            queue.drain(handler, 1);
        }
    }

    /** Wait for a time, doing what there is to do, and return what time it was then. */
    private long awaitTime(final long intendedNs) {
        final boolean measured = intendedNs >= plan.measuredFromNs();
        long nowNs = System.nanoTime();
        gaps.begin(nowNs);
        while (nowNs < intendedNs && !state.isStopped()) {
            if (queue.drain(handler, 1) > 0) {
                nowNs = System.nanoTime();
                gaps.begin(nowNs);
            } else {
                nowNs = System.nanoTime();
                if (measured) {
                    gaps.observe(nowNs);
                }
            }
        }
        return nowNs;
    }

    /** The body of every telemetry record begins with its time. */
    private void onMessage(final int type, final MutableDirectBuffer buffer, final int offset, final int length) {
        log.append(type, buffer, offset, length, buffer.getLong(offset));
        counts[type]++;
        records.lazySet(records.getPlain() + 1);
    }

    /** No thread will put anything into the queue any more. */
    void sourcesClosed() {
        sourcesClosed = true;
    }

    boolean isTicksDone() {
        return ticksDone;
    }

    boolean isEnded() {
        return ended;
    }

    /** How many records were appended so far. By any thread. */
    long records() {
        return records.getAcquire();
    }

    /** How many records of a type were appended, once the thread has ended. */
    long count(final int type) {
        return counts[type];
    }

    LatencyRecorder recorder() {
        return recorder;
    }

    LatencyRecorder floorRecorder() {
        return floorRecorder;
    }

    IdleGaps gaps() {
        return gaps;
    }
}
