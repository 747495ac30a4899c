package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of a writer, the dispatcher and subscribers in an order that a seed decides. */
class FeedInterleavingTest {

    private static final int OPERATIONS = 200;
    private static final int TYPES = 4;
    private static final int LARGEST_BODY = 3000;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LARGEST_BODY]);
    private int joins;
    private int detachments;
    private int gone;

    @Test
    void shouldHandOutEachMatchingRecordOnceInOrderWhateverTheInterleaving() {
        run(1, 80);
    }

    @Test
    @Tag("slow")
    void shouldHandOutEachMatchingRecordOnceInOrderInManyInterleavings() {
        run(100_000, 5_000);
    }

    private void run(final long firstSeed, final int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            try {
                new Scenario(seed).run();
            } catch (final Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertTrue(joins > seeds && detachments > seeds / 2 && gone > seeds / 50,
            joins + " joins, " + detachments + " detachments, " + gone + " overtaken");
    }

    private final class Scenario {

        private final Random random;
        private final EngineAgents agents = EngineAgents.invoked();
        private final List<Integer> types = new ArrayList<>();
        private final List<Subscriber> subscribers = new ArrayList<>();
        private final boolean givesBack;
        private long timeNs = 1;
        private RecordLog log;

        Scenario(final long seed) {
            // The first draws of neighbouring seeds are alike.
            random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
            givesBack = random.nextBoolean();
        }

        void run() {
            final Retention retention = givesBack ? Retention.ofBytes(LogConfig.MIN_SEGMENT_LENGTH)
                : Retention.KEEP_ALL;
            try (RecordLog opened = RecordLog.open(LogConfig.at(Path.of("/log")).storage(new MemoryStorage())
                .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents).clock(() -> timeNs)
                .retention(retention).build())) {
                log = opened;
                for (int i = 0; i < OPERATIONS; i++) {
                    operation();
                    subscribers.forEach(Subscriber::check);
                }
                settle();
                subscribers.forEach(Subscriber::checkComplete);
                subscribers.forEach(subscriber -> subscriber.feed.close());
            }
        }

        private void operation() {
            final int choice = random.nextInt(20);
            if (choice < 8) {
                write();
            } else if (choice < 12) {
                work();
            } else if (choice == 12 && subscribers.size() < 4) {
                subscribers.add(new Subscriber(this));
            } else if (choice == 13 && !subscribers.isEmpty()) {
                any().reopen();
            } else if (!subscribers.isEmpty()) {
                any().poll();
            }
        }

        private Subscriber any() {
            return subscribers.get(random.nextInt(subscribers.size()));
        }

        private void work() {
            timeNs += random.nextInt(100_000_000);
            agents.doWork();
        }

        /** Between the records of a poll the others take steps too. */
        private void interfere() {
            final int choice = random.nextInt(40);
            if (choice == 0) {
                work();
            } else if (choice == 1) {
                write();
            }
        }

        private void write() {
            final LogWriter writer = log.writer();
            switch (random.nextInt(12)) {
                case 0:
                    if (writer.tryClaim(3, length(), timeNs) >= 0) {
                        writer.claim().abort();
                    }
                    break;
                case 1:
                    writer.roll();
                    break;
                case 2:
                case 3:
                    batch(writer);
                    break;
                case 4:
                    for (int i = random.nextInt(40); i >= 0; i--) {
                        append(writer);
                    }
                    break;
                default:
                    append(writer);
                    break;
            }
        }

        private void append(final LogWriter writer) {
            final int type = random.nextInt(TYPES);
            body.putInt(0, types.size());
            writer.append(type, body, 0, length(), timeNs);
            types.add(type);
        }

        private void batch(final LogWriter writer) {
            final List<Integer> added = new ArrayList<>();
            try (LogBatch batch = writer.beginBatch(LogConfig.MIN_SEGMENT_LENGTH / 4)) {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    final int type = random.nextInt(TYPES);
                    body.putInt(0, types.size() + added.size());
                    batch.add(type, body, 0, length() / 2 + 4, timeNs);
                    added.add(type);
                }
                if (random.nextInt(4) > 0) {
                    batch.commit();
                    types.addAll(added);
                }
            }
        }

        private int length() {
            return 4 + random.nextInt(random.nextBoolean() ? 40 : LARGEST_BODY - 4);
        }

        /** Let everybody catch up. */
        private void settle() {
            for (int quiet = 0; quiet < 3; quiet++) {
                timeNs += 1_000;
                agents.doWork();
                for (final Subscriber subscriber : subscribers) {
                    if (subscriber.poll(100) > 0) {
                        quiet = 0;
                    }
                }
            }
        }
    }

    private final class Subscriber {

        private final Scenario scenario;
        private final boolean[] wanted = new boolean[TYPES];
        private final boolean odd;
        private final FeedConfig config;
        private LogFeed feed;
        private int next;
        private boolean wasLive;
        private boolean isGone;

        Subscriber(final Scenario scenario) {
            this.scenario = scenario;
            final Random random = scenario.random;
            final boolean atEnd = random.nextBoolean() || scenario.log.firstPosition() > 0;
            odd = random.nextInt(4) == 0;
            config = FeedConfig.builder().queueLength(1 + random.nextInt(5)).droppable(random.nextInt(3) == 0)
                .start(atEnd ? FeedConfig.FROM_END : FeedConfig.FROM_START).filter(filter(random)).build();
            next = atEnd ? scenario.types.size() : 0;
            feed = scenario.log.feed(config);
        }

        private FeedFilter filter(final Random random) {
            FeedFilter filter = FeedFilter.ALL;
            if (random.nextBoolean()) {
                Arrays.fill(wanted, true);
            } else {
                final int first = random.nextInt(TYPES);
                final int second = random.nextInt(TYPES);
                wanted[first] = true;
                wanted[second] = true;
                filter = FeedFilter.ofTypes(first, second);
            }
            return odd ? filter.where(header -> (header.sequence() & 1) != 0) : filter;
        }

        private boolean isWanted(final int index) {
            return wanted[scenario.types.get(index)] && (!odd || (index + 1 & 1) != 0);
        }

        void poll() {
            poll(1 + scenario.random.nextInt(30));
        }

        int poll(final int limit) {
            final int polled = feed.poll(this::onRecord, limit);
            if (polled < 0) {
                assertEquals(LogFeed.POSITION_GONE, polled);
                assertTrue(config.droppable());
                gone += isGone ? 0 : 1;
                isGone = true;
            }
            assertTrue(polled <= limit);
            return polled;
        }

        private void onRecord(
            final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
            while (!isWanted(next)) {
                next++;
            }
            assertEquals(next, buffer.getInt(offset));
            assertEquals(next + 1, header.sequence());
            assertEquals(scenario.types.get(next), header.type());
            next++;
            scenario.interfere();
        }

        /** A feed that is opened where another one was goes on with the next record. */
        void reopen() {
            if (isGone || feed.position() < scenario.log.firstPosition()) {
                return;
            }
            final long position = feed.position();
            // Opened before the other one is closed, so that retention does not come in between.
            final LogFeed follower = scenario.log.feed(new FeedConfig(position, config.filter(), config.queueLength(),
                config.droppable()));
            feed.close();
            assertEquals(LogFeed.CLOSED, feed.poll(this::onRecord, 1));
            feed = follower;
            wasLive = false;
        }

        void check() {
            assertTrue(config.droppable() || feed.position() >= scenario.log.firstPosition());
            if (feed.isLive() != wasLive) {
                wasLive = !wasLive;
                joins += wasLive ? 1 : 0;
                detachments += wasLive ? 0 : 1;
            }
        }

        void checkComplete() {
            if (!isGone) {
                while (next < scenario.types.size() && !isWanted(next)) {
                    next++;
                }
                assertEquals(scenario.types.size(), next);
                assertTrue(feed.isLive());
                assertEquals(scenario.log.committedPosition(), feed.position());
            }
        }
    }
}
