package io.varve.perf.scene;

import io.varve.hdr.IdleGaps;
import io.varve.hdr.LatencyRecorder;
import io.varve.log.LogWriter;
import io.varve.perf.telemetry.MarketTick;
import io.varve.perf.telemetry.RecordTypes;
import io.varve.perf.telemetry.TelemetryQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    /** The floor is measured after every second tick: often enough to be as warm as the append. */
    private static final int FLOOR_MASK = 1;
    /** A writer that is behind its schedule never waits; it takes so many records after each tick all the same. */
    private static final int LATE_DRAIN = 8;

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
    private long freeSinceNs = System.nanoTime();
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
            while (!sourcesClosed || queue.drain(handler, 1) > 0) {
                queue.drain(handler, LATE_DRAIN);
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
        freeSinceNs = doneNs;
        counts[RecordTypes.TICK]++;
        records.lazySet(records.getPlain() + 1);
        if (intendedNs >= plan.measuredFromNs()) {
            recorder.record(intendedNs, startedNs, doneNs);
            if ((index & FLOOR_MASK) == 0) {
                floor.measure(tick, MarketTick.LENGTH, index);
                freeSinceNs = System.nanoTime();
            }
        }
        if (doneNs >= plan.schedule().intendedNs(index + 1)) {
            drain(LATE_DRAIN);
        }
    }

    private void drain(final int limit) {
        if (queue.drain(handler, limit) > 0) {
            freeSinceNs = System.nanoTime();
        }
    }

    /**
     * Wait for a time, doing what there is to do, and return what time it was then. All time outside of an append, the
     * floor and the queue counts as waiting, also that of a writer that is late, so that no stall goes unseen.
     */
    private long awaitTime(final long intendedNs) {
        final boolean measured = intendedNs >= plan.measuredFromNs();
        gaps.begin(freeSinceNs);
        long nowNs = look(measured);
        while (nowNs < intendedNs && !state.isStopped()) {
            freeSinceNs = nowNs;
            drain(1);
            gaps.begin(freeSinceNs);
            nowNs = look(measured);
        }
        return nowNs;
    }

    private long look(final boolean measured) {
        final long nowNs = System.nanoTime();
        if (measured) {
            gaps.observe(nowNs);
        }
        return nowNs;
    }

    /**
     * The body of every telemetry record begins with its time. Nobody waits for these to be durable: at a level where
     * an append does, they would take the time of the ticks.
     */
    private void onMessage(final int type, final MutableDirectBuffer buffer, final int offset, final int length) {
        final long timeNs = buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        if (log.offer(type, buffer, offset, length, timeNs) < 0) {
            log.append(type, buffer, offset, length, timeNs);
        }
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
