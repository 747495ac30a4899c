package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FeedAllocationTest {

    private static final int ROUNDS = 2_000;
    private static final int TRIALS = 3;
    private static final int RECORDS_PER_ROUND = 20;

    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[16]);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long handedOut;
    private int detachments;
    private final RecordHandler count = (buffer, offset, length, header) -> handedOut++;

    @Test
    void shouldAllocateNothingWhetherLiveOrDetached() {
        final LogConfig config = LogConfig.at(Path.of("/log")).storage(new MemoryStorage()).segmentLength(2 << 20)
            .agents(agents).build();
        try (RecordLog log = RecordLog.open(config)) {
            final LogFeed[] feeds = {
                log.feed(FeedConfig.builder().build()),
                log.feed(FeedConfig.builder().filter(FeedFilter.ofTypes(1)).build()),
                log.feed(FeedConfig.builder().queueLength(1).build())
            };
            rounds(log, feeds, ROUNDS);
            detachments = 0;
            handedOut = 0;
            final FeedDispatcher dispatcher = log.feeds().dispatcher();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < TRIALS; i++) {
                least = Math.min(least, allocated(log, dispatcher, feeds));
            }
            assertEquals(0, least);
            assertTrue(handedOut >= 2 * (ROUNDS - 1) * RECORDS_PER_ROUND);
            assertTrue(detachments > 10, detachments + " detachments");
            for (final LogFeed feed : feeds) {
                feed.close();
            }
        }
    }

    /** What a thread allocates when the JVM throws compiled code away is not the feed's: so there are some trials. */
    private long allocated(final RecordLog log, final FeedDispatcher dispatcher, final LogFeed[] feeds) {
        long allocated = 0;
        for (int i = 0; i < ROUNDS; i++) {
            append(log, i);
            final long before = threads.getCurrentThreadAllocatedBytes();
            step(dispatcher, feeds, i);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    private void rounds(final RecordLog log, final LogFeed[] feeds, final int rounds) {
        for (int i = 0; i < rounds; i++) {
            append(log, i);
            step(log.feeds().dispatcher(), feeds, i);
        }
        assertTrue(threads.getCurrentThreadAllocatedBytes() > 0);
    }

    private void append(final RecordLog log, final int round) {
        for (int i = 0; i < RECORDS_PER_ROUND; i++) {
            log.writer().append(i & 1, body, 0, 8 + (round & 7), round);
        }
    }

    /** The last feed is polled so seldom that its queue overflows. */
    private void step(final FeedDispatcher dispatcher, final LogFeed[] feeds, final int round) {
        dispatcher.doWork();
        feeds[0].poll(count, 1_000);
        feeds[1].poll(count, 1_000);
        if (round % 20 < 5) {
            feeds[2].poll(count, 1_000);
        } else if (!feeds[2].isLive() && round % 20 == 19) {
            detachments++;
        }
    }
}
