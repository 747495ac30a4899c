package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.frame.FrameDescriptor;
import io.varve.io.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of a writer and of subscribers in the middle of a duty cycle of the dispatcher, as a seed decides. */
class FeedStepTest {

    private static final int OPERATIONS = 60;
    private static final int LARGEST_BODY = 3000;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LARGEST_BODY]);

    @Test
    void shouldHandOutEachRecordOnceInOrderWhateverHappensInTheMiddleOfADutyCycle() {
        run(1, 400);
    }

    @Test
    @Tag("slow")
    void shouldHandOutEachRecordOnceInOrderInManyDutyCycles() {
        run(100_000, 20_000);
    }

    /** Only when it cannot go on does the dispatcher detach a feed with a run that is not queued yet. */
    @Test
    void shouldHandOutWhatLiesInFrontOfDamageWhateverHappensInTheMiddleOfADutyCycle() {
        for (long seed = 1; seed <= 20; seed++) {
            runOne(seed, Scenario::runIntoDamage);
        }
    }

    private void run(final long firstSeed, final int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            runOne(seed, Scenario::run);
        }
    }

    private void runOne(final long seed, final Consumer<Scenario> scenario) {
        try {
            scenario.accept(new Scenario(seed));
        } catch (final Throwable failure) {
            throw new AssertionError("seed " + seed, failure);
        }
    }

    private final class Scenario {

        private final Random random;
        private final EngineAgents agents = EngineAgents.invoked();
        private final List<Subscriber> subscribers = new ArrayList<>();
        private RecordLog log;
        private int written;
        private boolean dispatching;
        private boolean stepping;
        private boolean settling;
        private boolean damaged;

        Scenario(final long seed) {
            // The first draws of neighbouring seeds are alike.
            random = new Random(seed * 0x9e37_79b9_7f4a_7c15L);
        }

        void run() {
            try (RecordLog opened = open()) {
                log = opened;
                write();
                subscribers.add(new Subscriber(this, FeedFilter.ALL, 1));
                subscribers.add(new Subscriber(this, FeedFilter.ALL, 1));
                subscribers.add(new Subscriber(this, FeedFilter.ofTypes(1), 2));
                for (int i = 0; i < OPERATIONS; i++) {
                    operation();
                }
                settle();
                subscribers.forEach(Subscriber::checkComplete);
            }
        }

        private RecordLog open() {
            return RecordLog.open(LogConfig.at(Path.of("/log")).storage(new MemoryStorage())
                .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents).clock(() -> 1).build());
        }

        /** Let everybody catch up. */
        private void settle() {
            settling = true;
            for (int quiet = 0; quiet < 3; quiet++) {
                work();
                for (final Subscriber subscriber : subscribers) {
                    quiet = subscriber.poll(100) > 0 ? 0 : quiet;
                }
            }
            settling = false;
        }

        void runIntoDamage() {
            try (RecordLog opened = open()) {
                log = opened;
                final Subscriber subscriber = new Subscriber(this, FeedFilter.ofTypes(1), 2);
                subscribers.add(subscriber);
                while (written < 2) {
                    write();
                    settle();
                }
                while (written < 8) {
                    write();
                }
                log.reader().poll(Scenario::damageTheSeventh, 8);
                damaged = true;
                work();
                for (int i = 0; i < 8; i++) {
                    subscriber.poll(1);
                }
                assertEquals(LogFeed.CORRUPT, subscriber.poll(1));
                assertEquals(7, subscriber.next);
            }
        }

        private static void damageTheSeventh(
            final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
            if (header.sequence() == 7) {
                ((UnsafeBuffer) buffer).putInt(offset - FrameDescriptor.BODY_OFFSET, -1);
            }
        }

        private void operation() {
            final int choice = random.nextInt(3);
            if (choice == 0) {
                write();
            } else if (choice == 1) {
                work();
            } else {
                poll();
            }
        }

        private void work() {
            dispatching = true;
            agents.doWork();
            dispatching = false;
        }

        /** In the middle of a duty cycle; never in the middle of such a step. */
        private void step() {
            if (dispatching && !stepping && !settling) {
                stepping = true;
                for (int i = random.nextInt(6) - 2; i > 0; i--) {
                    if (random.nextInt(3) == 0) {
                        write();
                    } else {
                        poll();
                    }
                }
                stepping = false;
            }
        }

        private void poll() {
            subscribers.get(random.nextInt(subscribers.size())).poll(1 + random.nextInt(8));
        }

        private void write() {
            body.putInt(0, written);
            final int length = 4 + random.nextInt(random.nextBoolean() ? 40 : LARGEST_BODY - 4);
            // An append that waits would run the agents within their own duty cycle.
            if (log.writer().offer(written & 1, body, 0, length, 1) >= 0) {
                written++;
            }
        }
    }

    /** Every other record is odd and has type 1. */
    private static final class Subscriber {

        private final Scenario scenario;
        private final int step;
        private final LogFeed feed;
        private int next;

        Subscriber(final Scenario scenario, final FeedFilter filter, final int step) {
            this.scenario = scenario;
            this.step = step;
            next = step - 1;
            final FeedConfig config =
                FeedConfig.builder().filter(filter).queueLength(1 + scenario.random.nextInt(3)).build();
            feed = scenario.log.feeds().open(new SteppedChannel(config, 0, scenario::step));
        }

        int poll(final int limit) {
            final int polled = feed.poll(this::onRecord, limit);
            assertTrue(polled >= 0 || scenario.damaged && polled == LogFeed.CORRUPT, () -> "code " + polled);
            return polled;
        }

        private void onRecord(
            final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
            assertEquals(next, buffer.getInt(offset));
            assertEquals(next + 1, header.sequence());
            next += step;
        }

        void checkComplete() {
            // Where the next record that is wanted would come.
            assertEquals(scenario.written / step * step + step - 1, next);
            assertTrue(feed.isLive());
            assertEquals(scenario.log.committedPosition(), feed.position());
        }
    }
}
