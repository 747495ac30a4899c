package io.varve.perf.bench;

import io.varve.log.FeedConfig;
import io.varve.log.FeedFilter;
import io.varve.log.LogFeed;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordHandler;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One thread appends as fast as it can, another one takes the records from a live feed: all of them, and every second
 * one. Then a reader reads the same log from its start.
 */
final class FeedTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int WARM_UP_RECORDS = 500_000;
    private static final int LIMIT = 1024;
    private static final int TYPES = 2;

    private long sum;
    private final RecordHandler handler =
        (buffer, offset, length, header) -> sum += buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long records = values.number("records");
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            measure(directory.resolve("warm-all-" + i), WARM_UP_RECORDS, FeedFilter.ALL, 1);
            measure(directory.resolve("warm-half-" + i), WARM_UP_RECORDS, FeedFilter.ofTypes(1), TYPES);
        }
        final TrialValues result = measure(directory.resolve("all"), records, FeedFilter.ALL, 1);
        return result.put("half",
            measure(directory.resolve("half"), records, FeedFilter.ofTypes(1), TYPES).real("rate"));
    }

    /** The feed's rate in matching records a second, from the first append to the last record handed out. */
    private TrialValues measure(final Path directory, final long records, final FeedFilter filter, final int every)
        throws InterruptedException {
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        try (VarveTarget target = new VarveTarget()) {
            target.openPrepared(directory, BurstTrial.bytes(records, LENGTH), body, LENGTH);
            final LogFeed feed =
                target.log().feed(FeedConfig.builder().start(FeedConfig.FROM_END).filter(filter).build());
            final CountDownLatch ready = new CountDownLatch(1);
            final Thread subscriber = new Thread(() -> take(feed, ready, records / every), "subscriber");
            subscriber.start();
            ready.await();
            final long startNs = System.nanoTime();
            append(target.log().writer(), body, records);
            subscriber.join();
            final double seconds = (System.nanoTime() - startNs) / 1e9;
            if (sum != body.getLong(0, ByteOrder.LITTLE_ENDIAN) * (records / every)) {
                throw new IllegalStateException("the feed did not hand out what was appended");
            }
            return new TrialValues().put("rate", records / every / seconds).put("reader", read(target, records));
        }
    }

    private static void append(final LogWriter writer, final UnsafeBuffer body, final long records) {
        for (long i = 0; i < records; i++) {
            writer.append((int) i & TYPES - 1, body, 0, LENGTH, i);
        }
    }

    private void take(final LogFeed feed, final CountDownLatch ready, final long records) {
        sum = 0;
        feed.poll(handler, LIMIT);
        ready.countDown();
        long taken = 0;
        while (taken < records) {
            final int polled = feed.poll(handler, LIMIT);
            if (polled < 0) {
                throw new IllegalStateException("the feed ended with code " + polled);
            }
            taken += polled;
        }
        feed.close();
    }

    private double read(final VarveTarget target, final long records) {
        final long startNs = System.nanoTime();
        try (LogReader reader = target.log().reader()) {
            for (long left = records; left > 0;) {
                left -= reader.poll(handler, LIMIT);
            }
        }
        return records * 1e9 / (System.nanoTime() - startNs);
    }
}
