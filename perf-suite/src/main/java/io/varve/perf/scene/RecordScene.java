package io.varve.perf.scene;

import io.varve.hdr.LatencySummary;
import io.varve.hdr.LatencyTable;
import io.varve.hdr.Sparkline;
import io.varve.log.RecordLog;
import io.varve.perf.telemetry.EpochOffset;
import io.varve.perf.telemetry.FlightRecorderSource;
import io.varve.perf.telemetry.ProcSource;
import io.varve.perf.telemetry.RecordTypes;
import io.varve.perf.telemetry.TelemetryQueue;
import io.varve.perf.terminal.LiveLine;
import io.varve.perf.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Records live telemetry and ticks, with a second thread that tails and a third that replays. */
final class RecordScene {

    private static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So many samples have a p99; a slow schedule needs more than one refresh for them. */
    private static final long P99_SAMPLES = 1_100;
    private static final long START_POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int LIVE_BARS = 26;
    private static final int RESULT_BARS = 40;

    private final Terminal terminal;
    private final TelemetrySettings settings;
    private final Interruption interruption;
    private final Sparkline sparkline;
    private final RunState state = new RunState();
    private final LatencyHistory history = new LatencyHistory();

    RecordScene(final Terminal terminal, final TelemetrySettings settings, final Interruption interruption) {
        this.terminal = terminal;
        this.settings = settings;
        this.interruption = interruption;
        sparkline = new Sparkline(terminal.isUnicode());
    }

    RecordResult play(final Path path) {
        terminal.printScene("Record", String.format(Locale.ROOT,
            "live JVM events, /proc counters and %,d ticks/s for %d s", settings.rate(),
            settings.seconds() + settings.warmupSeconds()));
        final RecordResult result;
        try (RecordLog log = RecordLog.open(settings.recordConfig(path))) {
            result = record(log);
        }
        print(result);
        return result;
    }

    private RecordResult record(final RecordLog log) {
        final TelemetryQueue queue = new TelemetryQueue();
        final EpochOffset offset = EpochOffset.now();
        final FlightRecorderSource events = FlightRecorderSource.start(queue);
        while (!events.isStarted() && !interruption.isRequested()) {
            LockSupport.parkNanos(this, START_POLL_NS);
        }
        final ProcSource counters = ProcSource.start(queue, offset);
        final RunPlan plan = RunPlan.startingNow(settings, offset);
        final TickWriter writer = new TickWriter(log.writer(), plan, state, queue);
        final TailReader tail = new TailReader(log, plan, state, writer::isEnded);
        final CatchUpReader replay = new CatchUpReader(log, plan, state);
        final List<Thread> threads = List.of(new Thread(writer, "tick-writer"), new Thread(tail, "tail-reader"),
            new Thread(replay, "catch-up-reader"));
        threads.forEach(Thread::start);
        final long endNs;
        try {
            watch(log, plan, writer);
            endNs = System.nanoTime();
        } finally {
            close(events);
            close(counters);
            writer.sourcesClosed();
            threads.forEach(RecordScene::join);
        }
        state.throwIfFailed();
        final long[] counts = new long[RecordTypes.COUNT];
        for (int type = 0; type < counts.length; type++) {
            counts[type] = writer.count(type);
        }
        return new RecordResult(counts, log.committedPosition() - log.firstPosition(),
            Math.min(endNs, plan.endNs()) - plan.schedule().startNs(),
            plan.schedule().dueBefore(Math.min(endNs, plan.endNs())), queue.lost(), history, writer.recorder(),
            tail.recorder(), writer.floorRecorder(), writer.gaps(), replay);
    }

    private void watch(final RecordLog log, final RunPlan plan, final TickWriter writer) {
        final long refreshesPerInterval =
            1 + P99_SAMPLES * TimeUnit.SECONDS.toNanos(1) / REFRESH_NS / settings.rate();
        long refreshes = 0;
        long dueNs = System.nanoTime();
        try (LiveLine line = terminal.liveLine()) {
            while (!writer.isTicksDone()) {
                dueNs += REFRESH_NS;
                while (System.nanoTime() < dueNs && !writer.isTicksDone() && !interruption.isRequested()) {
                    LockSupport.parkNanos(this, Math.min(REFRESH_NS / 10, dueNs - System.nanoTime()));
                }
                if (interruption.isRequested()) {
                    state.stop();
                    return;
                }
                refreshes++;
                if (refreshes % refreshesPerInterval == 0) {
                    poll(writer);
                }
                line.show(progress(log, plan, writer));
            }
        }
    }

    private void poll(final TickWriter writer) {
        final LatencySummary interval = writer.recorder().pollInterval();
        if (interval != null) {
            interval.percentile(99).ifPresent(history::add);
        }
    }

    private String progress(final RecordLog log, final RunPlan plan, final TickWriter writer) {
        final double seconds = Math.max(0, System.nanoTime() - plan.schedule().startNs()) / 1e9;
        final String latency = System.nanoTime() < plan.measuredFromNs() ? "warming up" : history.isEmpty() ? "p99 -"
            : "p99 " + LatencyTable.microseconds(history.latest()) + " us "
                + sparkline.render(history.last(LIVE_BARS));
        return String.format(Locale.ROOT, "  %5.1f s %,12d records %7.1f MB  %s", seconds, writer.records(),
            (log.committedPosition() - log.firstPosition()) / 1e6, latency);
    }

    private void print(final RecordResult result) {
        final double seconds = result.durationNs() / 1e9;
        final long ticks = result.counts()[RecordTypes.TICK];
        terminal.print(String.format(Locale.ROOT,
            "  %,d records, %.1f MB in %.1f s; %,d ticks left out, %,d records lost", result.records(),
            result.bytes() / 1e6, seconds, Math.max(0, result.plannedTicks() - ticks), result.lost()));
        terminal.print(String.format(Locale.ROOT, "  %,d ticks (%,.0f/s of %,d/s), %,d events, %,d samples", ticks,
            ticks / seconds, settings.rate(), result.counts()[RecordTypes.EVENT],
            result.counts()[RecordTypes.COUNTERS]));
        if (!result.history().isEmpty()) {
            final long[] steps = result.history().condensed(RESULT_BARS);
            long low = Long.MAX_VALUE;
            long high = 0;
            for (final long step : steps) {
                low = Math.min(low, step);
                high = Math.max(high, step);
            }
            terminal.print("  p99 of the append " + sparkline.render(steps) + " " + LatencyTable.microseconds(low)
                + " to " + LatencyTable.microseconds(high) + " us");
        }
    }

    private static void close(final AutoCloseable source) {
        try {
            if (source != null) {
                source.close();
            }
        } catch (final Exception ex) {
            throw new IllegalStateException("a source of telemetry did not close", ex);
        }
    }

    private static void join(final Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (final InterruptedException ex) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
