package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A writer, the dispatcher's thread and subscribers, some slower than the writer, all at once. */
class FeedStressTest {

    private static final int[] QUEUE_LENGTHS = {1, 2, 4, 1024};

    @Test
    void shouldLoseAndRepeatNothingWithRealThreads() throws InterruptedException {
        run(200_000);
    }

    @Test
    @Tag("slow")
    void shouldLoseAndRepeatNothingWithRealThreadsForLong() throws InterruptedException {
        run(20_000_000);
    }

    private static void run(final int records) throws InterruptedException {
        final LogConfig config = LogConfig.at(Path.of("/log")).storage(new MemoryStorage())
            .segmentLength(256 << 10).retention(Retention.ofBytes(1 << 20)).build();
        try (RecordLog log = RecordLog.open(config)) {
            final List<Subscriber> subscribers = new ArrayList<>();
            for (final int queueLength : QUEUE_LENGTHS) {
                subscribers.add(new Subscriber(log, FeedFilter.ALL, 1, queueLength, records));
                subscribers.add(new Subscriber(log, FeedFilter.ofTypes(1), 2, queueLength, records));
            }
            subscribers.forEach(Thread::start);
            write(log, records, subscribers);
            for (final Subscriber subscriber : subscribers) {
                subscriber.join();
                if (subscriber.failure != null) {
                    throw new AssertionError(subscriber.getName(), subscriber.failure);
                }
            }
            final int joins = subscribers.stream().mapToInt(subscriber -> subscriber.joins).sum();
            assertTrue(joins >= subscribers.size(), joins + " joins");
        }
    }

    private static void write(final RecordLog log, final int records, final List<Subscriber> subscribers) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[32]);
        for (int i = 0; i < records; i++) {
            body.putInt(0, i);
            log.writer().append(i & 1, body, 0, 8 + i % 24, i);
            // What is kept for the feeds must fit into the heap.
            while ((i & 0xfff) == 0 && log.committedPosition() - log.firstPosition() > 8 << 20
                && subscribers.stream().anyMatch(Thread::isAlive)) {
                LockSupport.parkNanos(10_000);
            }
            if (i % 1_000 == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
    }

    /** Every other record is odd and has type 1. */
    private static final class Subscriber extends Thread {

        private final LogFeed feed;
        private final int step;
        private final int records;
        private final int pauseEvery;
        private int next;
        private int joins;
        private boolean wasLive;
        private volatile Throwable failure;

        Subscriber(final RecordLog log, final FeedFilter filter, final int step, final int queueLength,
            final int records) {
            super("subscriber of every " + step + " with " + queueLength);
            this.step = step;
            this.records = records;
            next = step - 1;
            pauseEvery = 1 + 64 * queueLength;
            feed = log.feed(FeedConfig.builder().filter(filter).queueLength(queueLength).build());
        }

        @Override
        public void run() {
            try (feed) {
                int polls = 0;
                while (next < records) {
                    final int polled = feed.poll(this::onRecord, 100);
                    assertTrue(polled >= 0, () -> "code " + polled);
                    if (feed.isLive() != wasLive) {
                        wasLive = !wasLive;
                        joins += wasLive ? 1 : 0;
                    }
                    if (polled == 0 || ++polls % pauseEvery == 0) {
                        LockSupport.parkNanos(20_000);
                    }
                }
                assertEquals(0, feed.poll(this::onRecord, 1));
            } catch (final Throwable ex) {
                failure = ex;
            }
        }

        private void onRecord(
            final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
            if (buffer.getInt(offset) != next || length != 8 + next % 24 || header.sequence() != next + 1) {
                throw new AssertionError("record " + buffer.getInt(offset) + " in place of " + next);
            }
            next += step;
        }
    }
}
