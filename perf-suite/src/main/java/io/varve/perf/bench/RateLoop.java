package io.varve.perf.bench;

import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Runs an operation on an absolute schedule and records how long each took, and what the machine did meanwhile.
 *
 * <p>The thread reads the clock all the time while it waits for the next intended start. Two readings that are more
 * than a microsecond apart are a gap of the machine: something else ran on the processor. An operation that starts late
 * because of such a gap, and those that follow until the schedule is caught up, are recorded apart.
 */
final class RateLoop {

    /** From where on a pause between two readings of the clock is a gap. */
    static final long GAP_NS = 1_000;
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram service = newHistogram();
    private final Histogram response = newHistogram();
    private final Histogram gapService = newHistogram();
    private final Histogram gapResponse = newHistogram();
    private final Histogram gaps = newHistogram();
    private final LongSupplier clock;
    private long waitNs;
    private long serviceNs;

    RateLoop() {
        this(System::nanoTime);
    }

    RateLoop(final LongSupplier clock) {
        this.clock = clock;
    }

    static Histogram newHistogram() {
        return new Histogram(HIGHEST_NS, DIGITS);
    }

    /** Run an operation a number of times; may be called again, and then adds to what was recorded. */
    void run(final Runnable operation, final long count, final long intervalNs) {
        final long startNs = clock.getAsLong() + intervalNs;
        long lastNs = clock.getAsLong();
        boolean behindGap = false;
        for (long i = 0; i < count; i++) {
            final long intendedNs = startNs + i * intervalNs;
            final long waitedFromNs = lastNs;
            long nowNs = clock.getAsLong();
            boolean gapAtStart = isGap(lastNs, nowNs);
            while (nowNs < intendedNs) {
                behindGap = false;
                lastNs = nowNs;
                nowNs = clock.getAsLong();
                gapAtStart = isGap(lastNs, nowNs);
            }
            behindGap |= gapAtStart;
            operation.run();
            lastNs = clock.getAsLong();
            waitNs += nowNs - waitedFromNs;
            serviceNs += lastNs - nowNs;
            (behindGap ? gapService : service).recordValue(lastNs - nowNs);
            (behindGap ? gapResponse : response).recordValue(lastNs - intendedNs);
        }
    }

    /** Service times of all operations, those behind gaps as well. */
    private Histogram allService() {
        final Histogram all = service.copy();
        all.add(gapService);
        return all;
    }

    private boolean isGap(final long fromNs, final long toNs) {
        if (toNs - fromNs > GAP_NS) {
            gaps.recordValue(toNs - fromNs);
            return true;
        }
        return false;
    }

    void reset() {
        service.reset();
        response.reset();
        gapService.reset();
        gapResponse.reset();
        gaps.reset();
        waitNs = 0;
        serviceNs = 0;
    }

    /**
     * A percentile of the service time outside the machine's own gaps. Gaps cannot be seen while an operation runs, but
     * they come while it runs as often as while the thread waits: so many operations over a value are taken off as gaps
     * over that value are to be expected in the time that operations took.
     */
    long serviceOutsideGaps(final double percentile) {
        final double allowed = service.getTotalCount() * (1 - percentile / 100);
        long valueNs = service.getValueAtPercentile(percentile);
        long lower = service.getMinValue();
        // The highest value that too many operations exceed, gaps taken off, is found by halving.
        while (lower < valueNs) {
            final long middle = (lower + valueNs) >>> 1;
            if (countOver(service, middle) - expectedGaps(middle) <= allowed) {
                valueNs = middle;
            } else {
                lower = middle + 1;
            }
        }
        return valueNs;
    }

    /** How many gaps longer than that are to be expected in the time that operations took. */
    double expectedGaps(final long overNs) {
        return waitNs == 0 ? 0 : countOver(gaps, Math.max(overNs, GAP_NS)) * (double) serviceNs / waitNs;
    }

    private static long countOver(final Histogram histogram, final long valueNs) {
        return histogram.getTotalCount() == 0 || valueNs >= histogram.getMaxValue() ? 0
            : histogram.getCountBetweenValues(histogram.nextNonEquivalentValue(valueNs), histogram.getMaxValue());
    }

    /** How many operations that began in time took longer. */
    long servicesOver(final long valueNs) {
        return countOver(service, valueNs);
    }

    /** How many operations ended so long after their intended start, whatever the reason. */
    long responsesOver(final long valueNs) {
        return countOver(response, valueNs) + countOver(gapResponse, valueNs);
    }

    void put(final TrialValues values, final String name) {
        values.put(name, allService());
        values.put(name + ".p50", service.getValueAtPercentile(50))
            .put(name + ".p99", service.getValueAtPercentile(99))
            .put(name + ".p99.99", service.getValueAtPercentile(99.99))
            .put(name + ".p99.99.outside", serviceOutsideGaps(99.99))
            .put(name + ".max", Math.max(service.getMaxValue(), gapService.getMaxValue()))
            .put(name + ".response.p50", response.getValueAtPercentile(50))
            .put(name + ".response.p99.99", response.getValueAtPercentile(99.99))
            .put(name + ".response.gap.p50", gapResponse.getValueAtPercentile(50))
            .put(name + ".in-gaps", 100.0 * gapService.getTotalCount()
                / Math.max(1, gapService.getTotalCount() + service.getTotalCount()))
            .put(name + ".gaps", gaps.getTotalCount())
            .put(name + ".gaps.max", gaps.getMaxValue())
            .put(name + ".gaps.share", 100.0 * gaps.getMean() * gaps.getTotalCount() / Math.max(1, waitNs));
    }
}
