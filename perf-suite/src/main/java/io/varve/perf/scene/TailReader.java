package io.varve.perf.scene;

import io.varve.hdr.LatencyRecorder;
import io.varve.log.LogReader;
import io.varve.log.RecordHandler;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import io.varve.perf.telemetry.MarketTick;
import io.varve.perf.telemetry.RecordTypes;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/** The thread that tails: it sees every record as soon as it is committed and measures how long that took. */
final class TailReader implements Runnable {

    private static final int LIMIT = 256;
    private static final int SPINS_BEFORE_YIELD = 200;

    private final RecordLog log;
    private final RunPlan plan;
    private final RunState state;
    private final BooleanSupplier writerEnded;
    private final RecordHandler handler = this::onRecord;
    private final LatencyRecorder recorder = new LatencyRecorder();
    private long records;
    private long ticks;

    TailReader(final RecordLog log, final RunPlan plan, final RunState state, final BooleanSupplier writerEnded) {
        this.log = log;
        this.plan = plan;
        this.state = state;
        this.writerEnded = writerEnded;
    }

    @Override
    public void run() {
        try (LogReader reader = log.reader()) {
            int idle = 0;
            while (true) {
                final boolean last = writerEnded.getAsBoolean();
                final int polled = reader.poll(handler, LIMIT);
                if (polled < 0) {
                    throw new ReadFailedException("tail", reader, polled);
                }
                if (polled > 0) {
                    idle = 0;
                } else if (last) {
                    return;
                } else {
                    idle++;
                    rest(idle);
                }
            }
        } catch (final RuntimeException ex) {
            state.fail(ex);
        }
    }

    /** On a machine with few processors the writer and the sources need this one, too. */
    private static void rest(final int idle) {
        if (idle % SPINS_BEFORE_YIELD == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    private void onRecord(final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        records++;
        if (header.type() == RecordTypes.TICK) {
            final long seenNs = plan.offset().epochNs(System.nanoTime());
            final long intendedNs = MarketTick.intendedNs(buffer, offset);
            if (intendedNs >= plan.offset().epochNs(plan.measuredFromNs())) {
                recorder.record(intendedNs, MarketTick.startedNs(buffer, offset), seenNs);
            }
            ticks++;
        }
    }

    long records() {
        return records;
    }

    long ticks() {
        return ticks;
    }

    LatencyRecorder recorder() {
        return recorder;
    }
}
