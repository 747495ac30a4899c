package io.varve.examples;

import io.varve.log.ControlledRecordHandler;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hands a recorded day out again at its own pace, or a number of times faster. When a record is due follows from its
 * timestamp and the start of the replay alone: a handler that was slow once is caught up with, not waited for again.
 *
 * <p>A record that is not due yet is sent back with {@link ControlledRecordHandler.Action#ABORT}, and the waiting is
 * done outside the poll, because the memory of a segment cannot be given back while a reader is inside one.
 *
 * <p>Used by one thread at a time.
 */
public final class ReplayAtPace {

    private final double factor;
    private final NanoClock clock;
    private final LongConsumer waiter;
    private RecordHandler target;
    private boolean started;
    private long startNs;
    private long firstTimestampNs;
    private long waitNs;
    private long maxLateNs;

    /**
     * A replay in real time.
     *
     * @param factor how many times faster than the records say; 1 for their own pace, infinity for no waiting at all.
     */
    public ReplayAtPace(final double factor) {
        this(factor, new SystemNanoClock(), LockSupport::parkNanos);
    }

    /**
     * A replay by another clock.
     *
     * @param factor how many times faster than the records say.
     * @param clock  by which records are due.
     * @param waiter waits for about that many ns; waiting less does no harm.
     */
    public ReplayAtPace(final double factor, final NanoClock clock, final LongConsumer waiter) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("factor is " + factor + "; it must be more than 0");
        }
        this.factor = factor;
        this.clock = clock;
        this.waiter = waiter;
    }

    /**
     * Hand out the records from the reader's position up to a time, each when it is due. The first one is due now.
     *
     * @param reader  at the first record, for example after {@link LogReader#toTime}.
     * @param untilNs at which timestamp to stop, ns since the Unix epoch; the end of the log stops it too.
     * @param handler to be called for each record.
     * @return how many records were handed out.
     * @throws IllegalStateException when the reader cannot go on.
     */
    public long replay(final LogReader reader, final long untilNs, final RecordHandler handler) {
        target = handler;
        started = false;
        maxLateNs = 0;
        long count = 0;
        while (true) {
            waitNs = 0;
            final int polled = reader.controlledPoll((buffer, offset, length, header) -> {
                final long timestampNs = header.timestampNs();
                if (timestampNs >= untilNs || !isDue(timestampNs)) {
                    return ControlledRecordHandler.Action.ABORT;
                }
                target.onRecord(buffer, offset, length, header);
                return ControlledRecordHandler.Action.CONTINUE;
            }, 100);
            if (polled < 0) {
                throw new IllegalStateException("the reader stopped with code " + polled);
            }
            count += polled;
            if (waitNs > 0) {
                waiter.accept(waitNs);
            } else if (polled == 0) {
                return count;
            }
        }
    }

    private boolean isDue(final long timestampNs) {
        final long nowNs = clock.nanoTime();
        if (!started) {
            started = true;
            startNs = nowNs;
            firstTimestampNs = timestampNs;
        }
        final long dueNs = startNs + (long) ((timestampNs - firstTimestampNs) / factor);
        waitNs = Math.max(dueNs - nowNs, 0);
        if (waitNs == 0) {
            maxLateNs = Math.max(maxLateNs, nowNs - dueNs);
        }
        return waitNs == 0;
    }

    /**
     * How late the latest record of the last replay was handed out: a pace that cannot be kept shows here.
     *
     * @return ns.
     */
    public long maxLateNs() {
        return maxLateNs;
    }

    /**
     * Records a day with an event every ten minutes, and replays the hours from 9 to 17 in about three seconds.
     *
     * @param args the directory of the log.
     */
    public static void main(final String[] args) {
        final Instant day = Instant.parse("2026-01-02T00:00:00Z");
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of(args[0])).segmentLength(1 << 20).build())) {
            final UnsafeBuffer body = new UnsafeBuffer(new byte[Long.BYTES]);
            for (int minute = 0; minute < 24 * 60; minute += 10) {
                body.putLong(0, minute);
                log.writer().append(0, body, 0, Long.BYTES, epochNs(day.plus(Duration.ofMinutes(minute))));
            }
            try (LogReader reader = log.reader()) {
                reader.toTime(epochNs(day.plus(Duration.ofHours(9))));
                final ReplayAtPace replay = new ReplayAtPace(10_000);
                final long count = replay.replay(reader, epochNs(day.plus(Duration.ofHours(17))),
                    (buffer, offset, length, header) ->
                        System.out.println(Instant.EPOCH.plusNanos(header.timestampNs())));
                System.out.println(count + " records, at most " + TimeUnit.NANOSECONDS.toMicros(replay.maxLateNs())
                    + " us late");
            }
        }
    }

    private static long epochNs(final Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
