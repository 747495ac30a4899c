package io.varve.perf.scene;

import io.varve.hdr.Schedule;
import io.varve.perf.telemetry.EpochOffset;
import java.util.concurrent.TimeUnit;

/**
 * The times of one recording, in ns of {@link System#nanoTime()}.
 *
 * @param schedule       of the ticks.
 * @param measuredFromNs where the warm-up ends.
 * @param endNs          where the recording ends.
 * @param offset         of that clock to the Unix epoch.
 */
record RunPlan(Schedule schedule, long measuredFromNs, long endNs, EpochOffset offset) {

    private static final long LEAD_NS = TimeUnit.MILLISECONDS.toNanos(50);

    static RunPlan startingNow(final TelemetrySettings settings, final EpochOffset offset) {
        final long startNs = System.nanoTime() + LEAD_NS;
        return new RunPlan(new Schedule(startNs, settings.rate()),
            startNs + TimeUnit.SECONDS.toNanos(settings.warmupSeconds()), startNs + settings.durationNs(), offset);
    }

    long ticks() {
        return schedule.dueBefore(endNs);
    }
}
