package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.TestThreads;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A dispatcher that never rests and a subscriber with room for one run, which rests when it has caught up. */
class FeedRaceTest {

    private static final int PAUSE_BYTES = 3 * FeedDispatcher.RUN_BYTES;

    private final EngineAgents agents = EngineAgents.invoked();
    private TestThreads threads;
    private volatile boolean written;
    private int step;
    private int next;

    @Test
    void shouldJoinAndDetachWithoutLossOrRepetition() throws InterruptedException {
        run(FeedFilter.ALL, 1, 25_000);
        run(FeedFilter.ofTypes(1), 2, 25_000);
    }

    @Test
    @Tag("slow")
    void shouldJoinAndDetachWithoutLossOrRepetitionForLong() throws InterruptedException {
        for (int i = 0; i < 12; i++) {
            run(FeedFilter.ALL, 1, 300_000);
            run(FeedFilter.ofTypes(1), 2, 300_000);
        }
    }

    private void run(final FeedFilter filter, final int stepOfRecords, final int records) throws InterruptedException {
        threads = new TestThreads();
        written = false;
        step = stepOfRecords;
        next = step - 1;
        final LogConfig config = LogConfig.at(Path.of("/log")).storage(new MemoryStorage()).agents(agents)
            .segmentLength(1 << 20).retention(Retention.ofBytes(2 << 20)).build();
        try (RecordLog log = RecordLog.open(config);
            LogFeed feed = log.feed(FeedConfig.builder().filter(filter).queueLength(1).build())) {
            threads.start(() -> {
                while (!threads.haveEnded()) {
                    agents.doWork();
                }
            });
            final Thread subscribing = threads.start(() -> subscribe(log, feed, records));
            write(log, records);
            written = true;
            subscribing.join();
            threads.end();
            threads.throwFailure();
            assertEquals(step - 1 + records, next);
        }
    }

    private void write(final RecordLog log, final int records) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[32]);
        final Random random = new Random(records);
        for (int i = 0; i < records && !threads.haveEnded(); i++) {
            body.putInt(0, i);
            // An append that waits would run the agents on this thread too.
            while (log.writer().offer(i & 1, body, 0, 8 + i % 24, i) < 0 && !threads.haveEnded()) {
                Thread.onSpinWait();
            }
            // Slow enough for the subscriber to catch up, and never at the same moment.
            for (int pause = random.nextInt(60); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
    }

    private void subscribe(final RecordLog log, final LogFeed feed, final int records) {
        int polls = 0;
        while (next < records && !threads.haveEnded()) {
            final int polled = feed.poll(this::onRecord, 1 + (polls++ & 0x1f));
            assertTrue(polled >= 0, () -> "code " + polled);
            // Long enough for the queue to overflow.
            while (polled == 0 && feed.isLive() && !written && !threads.haveEnded()
                && log.committedPosition() - feed.position() < PAUSE_BYTES) {
                Thread.onSpinWait();
            }
        }
    }

    private void onRecord(final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        if (buffer.getInt(offset) != next || header.sequence() != next + 1) {
            throw new AssertionError("record " + buffer.getInt(offset) + " in place of " + next);
        }
        next += step;
    }
}
