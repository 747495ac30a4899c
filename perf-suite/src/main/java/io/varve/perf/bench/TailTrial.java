package io.varve.perf.bench;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One thread appends records that carry the time just before the append, another one polls without a pause and takes
 * the difference. A difference during which the reader stood still is recorded apart.
 */
final class TailTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int WARM_UP_SECONDS = 3;
    /** A poll that finds nothing has nothing to do, but one that finds a record may take a while by itself. */
    private static final long LONG_POLL_NS = 10_000;

    private final Histogram latency = RateLoop.newHistogram();
    private final Histogram inGaps = RateLoop.newHistogram();
    private final CountDownLatch ready = new CountDownLatch(1);
    private Throwable failure;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long perSecond = values.number("rate");
        final long warmUp = WARM_UP_SECONDS * perSecond;
        final long count = warmUp + values.number("seconds") * perSecond;
        try (ReadableTarget target = Targets.makeReadable(values.text("target"))) {
            target.open(Path.of(values.text("dir")).resolve("log"), 0);
            target.append(stamped(BurstTrial.body(LENGTH)), LENGTH);
            final Thread reader = new Thread(() -> read(target, warmUp, count), "reader");
            reader.start();
            ready.await();
            write(target, count, TimeUnit.SECONDS.toNanos(1) / perSecond);
            reader.join();
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return new TrialValues().put("p50", latency.getValueAtPercentile(50))
            .put("p99", latency.getValueAtPercentile(99)).put("p99.9", latency.getValueAtPercentile(99.9))
            .put("in-gaps", 100.0 * inGaps.getTotalCount() / (inGaps.getTotalCount() + latency.getTotalCount()));
    }

    private static void write(final LogTarget target, final long count, final long intervalNs) {
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        final long startNs = System.nanoTime();
        for (long i = 0; i < count; i++) {
            final long intendedNs = startNs + i * intervalNs;
            while (System.nanoTime() < intendedNs) {
                Thread.onSpinWait();
            }
            target.append(stamped(body), LENGTH);
        }
    }

    private static UnsafeBuffer stamped(final UnsafeBuffer body) {
        body.putLong(0, System.nanoTime());
        return body;
    }

    private void read(final ReadableTarget target, final long warmUp, final long count) {
        try (ReadableTarget.Tail tail = target.tail()) {
            ready.countDown();
            long gapEndNs = 0;
            long lastNs = System.nanoTime();
            for (long i = 0; i < count;) {
                final long stampNs = tail.poll();
                final long nowNs = System.nanoTime();
                final boolean found = stampNs != ReadableTarget.NOTHING;
                if (nowNs - lastNs > (found ? LONG_POLL_NS : RateLoop.GAP_NS)) {
                    gapEndNs = nowNs;
                }
                if (found && i++ >= warmUp) {
                    (stampNs < gapEndNs ? inGaps : latency).recordValue(Math.max(nowNs - stampNs, 0));
                }
                lastNs = nowNs;
            }
        } catch (final RuntimeException ex) {
            failure = ex;
            ready.countDown();
        }
    }
}
