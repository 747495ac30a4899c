package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class WriterViewsTest {

    private static final int SEGMENT = LogConfig.MIN_SEGMENT_LENGTH;
    private static final int VIEW = SEGMENT / 4;
    private static final int BODY = 1000;
    private static final int FRAME = 1056;
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private long timeNs = 1_000_000_000_000L;

    @Test
    void shouldStoreThroughOneViewAfterTheOtherAndGiveThemBack() {
        try (RecordLog log = open(VIEW)) {
            long most = 0;
            for (int i = 0; i < 1_000; i++) {
                body.putInt(0, i);
                log.writer().append(body, 0, BODY);
                tick();
                most = Math.max(most, log.counter(LogCounter.VIEWS_MAPPED));
            }
            assertTrue(most >= 2 && most <= 3, most + " views were mapped at a time");
            assertEquals(1_000, read(log));
        }
        assertEquals(0, storage.counters().mappedRegions());
        try (RecordLog log = open(VIEW)) {
            assertEquals(1_000, read(log));
        }
    }

    @Test
    void shouldForceFirstWhatWasStoredThroughViewsThatAreUnmapped() {
        try (RecordLog log = open(SEGMENT)) {
            append(log, 1);
            agents.doWork();
            append(log, 2 * VIEW / FRAME);
            tick();
            log.writer().append(body, 0, BODY);
            agents.doWork();
            final long left = log.committedPosition() - FRAME;
            append(log, 3);
            timeNs += INTERVAL_NS;
            agents.doWork();
            assertEquals(left, log.durablePosition(), "the view in use is not interrupted at first");
            agents.doWork();
            assertEquals(log.committedPosition(), log.durablePosition(), "but it waits for no second interval");
        }
    }

    @Test
    void shouldForceEverythingAtOnceWhenTheWriterStaysInAView() {
        try (RecordLog log = open(SEGMENT)) {
            append(log, 1);
            tick();
            append(log, 3);
            timeNs += INTERVAL_NS;
            agents.doWork();
            assertEquals(log.committedPosition(), log.durablePosition());
        }
    }

    @Test
    void shouldEndAClaimInTheViewItBeganIn() {
        try (RecordLog log = open(SEGMENT)) {
            append(log, 1);
            tick();
            append(log, VIEW / FRAME - 1);
            for (int i = 0; i < 5; i++) {
                assertTrue(log.writer().tryClaim(BODY) > 0);
                tick();
                log.writer().claim().buffer().putInt(0, VIEW / FRAME + i);
                tick();
                log.writer().claim().commit();
            }
            assertEquals(VIEW / FRAME + 5, read(log));
        }
    }

    @Test
    void shouldGiveBackTheViewsOfASegmentThatIsRolledEarly() {
        try (RecordLog log = open(VIEW)) {
            append(log, 1);
            tick();
            assertTrue(log.counter(LogCounter.VIEWS_MAPPED) > 0);
            for (int i = 1; i < 20; i++) {
                while (log.writer().roll() < 0) {
                    tick();
                }
                body.putInt(0, i);
                log.writer().append(body, 0, BODY);
                tick();
                tick();
                assertTrue(log.counter(LogCounter.VIEWS_MAPPED) <= 3, () -> String.join("\n", storage.openHandles()));
            }
            assertEquals(20, read(log));
        }
        assertEquals(0, storage.counters().mappedRegions());
    }

    @Test
    void shouldNeedNoViewsWhenNothingIsTouchedAhead() {
        try (RecordLog log = open(0)) {
            append(log, 100);
            tick();
            append(log, 100);
            assertEquals(0, log.counter(LogCounter.VIEWS_MAPPED));
        }
    }

    private RecordLog open(final int touchAheadBytes) {
        return RecordLog.open(LogConfig.at(Path.of("/log")).storage(storage).segmentLength(SEGMENT)
            .touchAheadBytes(touchAheadBytes).forceIntervalNs(INTERVAL_NS).clock(() -> timeNs).agents(agents).build());
    }

    private void append(final RecordLog log, final int records) {
        for (int i = 0; i < records; i++) {
            body.putInt(0, i);
            log.writer().append(body, 0, BODY);
        }
    }

    /** A new millisecond, in which the writer looks around. */
    private void tick() {
        timeNs += TimeUnit.MILLISECONDS.toNanos(1);
        agents.doWork();
    }

    private static int read(final RecordLog log) {
        final int[] count = {0};
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll((buffer, offset, length, header) -> {
                    if (header.sequence() != count[0] + 1) {
                        throw new AssertionError("sequence " + header.sequence() + " after " + count[0]);
                    }
                    count[0]++;
                }, 100);
                assertTrue(polled >= 0, "poll returned " + polled);
            } while (polled > 0);
        }
        return count[0];
    }
}
