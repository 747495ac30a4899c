package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreClosedException;
import io.varve.StoreFailedException;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Path PATH = Path.of("/log");

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final LogDriver driver = new LogDriver();
    private final List<Long> found = new ArrayList<>();
    private final RecordHandler collect = (buffer, offset, length, header) -> found.add(header.sequence());

    @Test
    void shouldReadTheLogThenJoinThenFollow() {
        try (RecordLog log = open(Retention.KEEP_ALL);
            LogFeed feed = log.feed(FeedConfig.builder().build())) {
            driver.append(log, 10);
            assertFalse(feed.isLive());
            assertEquals(10, feed.poll(collect, 100));
            assertEquals(0, feed.poll(collect, 100));
            driver.agents().doWork();
            assertTrue(feed.isLive());
            driver.append(log, 5);
            assertEquals(0, feed.poll(collect, 100));
            driver.agents().doWork();
            assertEquals(3, feed.poll(collect, 3));
            assertEquals(2, feed.poll(collect, 3));
            assertEquals(log.committedPosition(), feed.position());
            assertEquals(sequences(1, 15), found);
        }
    }

    @Test
    void shouldReadTheLogAgainWhenTheQueueWasFull() {
        try (RecordLog log = open(Retention.KEEP_ALL);
            LogFeed feed = log.feed(FeedConfig.builder().start(FeedConfig.FROM_END).queueLength(2).build())) {
            goLive(feed);
            for (int i = 0; i < 10; i++) {
                driver.append(log, 5);
                driver.agents().doWork();
            }
            assertFalse(feed.isLive());
            assertEquals(50, feed.poll(collect, 100));
            goLive(feed);
            driver.append(log, 1);
            driver.agents().doWork();
            assertEquals(1, feed.poll(collect, 100));
            assertEquals(sequences(1, 51), found);
        }
    }

    @Test
    void shouldLeaveOtherFeedsAndTheWriterAloneWhenOneFeedIsNeverPolled() {
        try (RecordLog log = open(Retention.KEEP_ALL);
            LogFeed stuck = log.feed(FeedConfig.builder().queueLength(1).build());
            LogFeed feed = log.feed(FeedConfig.builder().build())) {
            goLive(stuck);
            goLive(feed);
            for (int i = 0; i < 1_000; i++) {
                driver.append(log, 1);
                driver.agents().doWork();
                assertEquals(1, feed.poll(collect, 10));
            }
            assertFalse(stuck.isLive());
            assertTrue(feed.isLive());
            assertEquals(sequences(1, 1_000), found);
        }
    }

    @Test
    void shouldHoldNothingBackForRecordsThatDoNotMatch() {
        try (RecordLog log = open(Retention.ofBytes(100_000));
            LogFeed feed = log.feed(FeedConfig.builder().filter(FeedFilter.ofTypes(77)).build())) {
            for (int i = 0; i < 100; i++) {
                driver.append(log, 10);
                driver.work();
                assertEquals(0, feed.poll(collect, 10));
            }
            assertTrue(log.firstPosition() > 500_000);
            log.writer().append(77, new UnsafeBuffer(new byte[8]), 0, 8, driver.nowNs());
            driver.work();
            assertEquals(1, feed.poll(collect, 10));
            assertEquals(List.of(1_001L), found);
        }
    }

    @Test
    void shouldHoldRetentionBackUnlessDroppable() {
        try (RecordLog log = open(Retention.ofBytes(100_000))) {
            final LogFeed droppable = log.feed(FeedConfig.builder().droppable(true).build());
            try (LogFeed feed = log.feed(FeedConfig.builder().build())) {
                driver.append(log, 500);
                driver.work();
                assertEquals(0, log.firstPosition());
                assertEquals(1, droppable.poll(collect, 1));
                assertEquals(500, feed.poll(collect, 1_000));
                driver.work();
                assertTrue(log.firstPosition() > 300_000);
                final long gone = droppable.position();
                assertThrows(ConfigurationException.class,
                    () -> log.feed(FeedConfig.builder().start(gone).build()));
            }
            assertEquals(LogFeed.POSITION_GONE, droppable.poll(collect, 10));
            assertEquals(LogFeed.POSITION_GONE, droppable.poll(collect, 10));
            droppable.close();
            final LogFeed feed = log.feed(FeedConfig.builder().build());
            driver.append(log, 500);
            driver.work();
            final long first = log.firstPosition();
            feed.close();
            driver.work();
            assertTrue(log.firstPosition() > first);
        }
    }

    @Test
    void shouldGoOnBehindARecordWhoseHandlerThrew() {
        try (RecordLog log = open(Retention.KEEP_ALL); LogFeed feed = log.feed(FeedConfig.builder().build())) {
            driver.append(log, 3);
            assertThrows(IllegalStateException.class, () -> feed.poll((buffer, offset, length, header) -> {
                throw new IllegalStateException("the handler's own");
            }, 3));
            assertEquals(2, feed.poll(collect, 3));
            assertEquals(sequences(2, 3), found);
        }
    }

    @Test
    void shouldEndAPollWhoseHandlerClosesTheFeed() {
        try (RecordLog log = open(Retention.KEEP_ALL)) {
            final LogFeed feed = log.feed(FeedConfig.builder().build());
            driver.append(log, 3);
            assertEquals(1, feed.poll((buffer, offset, length, header) -> feed.close(), 3));
            assertEquals(LogFeed.CLOSED, feed.poll(collect, 3));
            assertFalse(feed.isLive());
        }
    }

    @Test
    void shouldEndWithTheLog() {
        final RecordLog log = open(Retention.KEEP_ALL);
        final LogFeed feed = log.feed(FeedConfig.builder().build());
        driver.append(log, 3);
        log.close();
        assertEquals(LogFeed.CLOSED, feed.poll(collect, 3));
        feed.close();
        feed.close();
        assertThrows(StoreClosedException.class, () -> log.feed(FeedConfig.builder().build()));
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldHandOutWhatIsDurableOfAFailedLogAndEnd() {
        final RecordLog log = open(Retention.KEEP_ALL);
        final LogFeed live = log.feed(FeedConfig.builder().build());
        final LogFeed late = log.feed(FeedConfig.builder().filter(FeedFilter.ofTypes(0)).build());
        driver.append(log, 5);
        log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
        goLive(live);
        driver.append(log, 5);
        storage.failFrom(1, SimulatedFault.FORCE_FAILS_KEEPS);
        assertThrows(StoreFailedException.class,
            () -> log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS));
        driver.agents().doWork();
        found.clear();
        assertEquals(5, late.poll(collect, 100));
        assertEquals(LogFeed.FAILED, late.poll(collect, 100));
        assertEquals(LogFeed.FAILED, live.poll(collect, 100));
        assertEquals(sequences(1, 5), found);
        assertThrows(StoreFailedException.class, () -> log.feed(FeedConfig.builder().build()));
        assertThrows(StoreFailedException.class, log::close);
        assertEquals(LogFeed.CLOSED, late.poll(collect, 100));
    }

    @Test
    void shouldRefuseWhatBreaksARule() {
        assertThrows(ConfigurationException.class, () -> FeedConfig.builder().queueLength(0).build());
        assertThrows(ConfigurationException.class, () -> FeedConfig.builder().filter(null).build());
        assertThrows(ConfigurationException.class, () -> FeedConfig.builder().start(-3).build());
        assertThrows(ConfigurationException.class, () -> FeedFilter.ofTypes());
        assertThrows(ConfigurationException.class, () -> FeedFilter.ofTypes(128));
        try (RecordLog log = open(Retention.KEEP_ALL)) {
            driver.append(log, 2);
            assertThrows(ConfigurationException.class, () -> log.feed(FeedConfig.builder().start(32).build()));
            assertThrows(ConfigurationException.class,
                () -> log.feed(FeedConfig.builder().start(log.committedPosition() + 32).build()));
        }
    }

    @Test
    void shouldTellTypesOfBothHalvesApart() {
        final FeedFilter filter = FeedFilter.ofTypes(0, 63, 64, 127);
        for (int type = 0; type < 256; type++) {
            assertEquals(type == 0 || type == 63 || type == 64 || type == 127, filter.matchesType(type));
            assertEquals(type < 128, FeedFilter.ALL.matchesType(type));
        }
    }

    private void goLive(final LogFeed feed) {
        while (!feed.isLive()) {
            feed.poll(collect, 100);
            driver.agents().doWork();
        }
    }

    private static List<Long> sequences(final long first, final long last) {
        final List<Long> sequences = new ArrayList<>();
        for (long sequence = first; sequence <= last; sequence++) {
            sequences.add(sequence);
        }
        return sequences;
    }

    private RecordLog open(final Retention retention) {
        return RecordLog.open(driver.config(PATH, storage).retention(retention).build());
    }
}
