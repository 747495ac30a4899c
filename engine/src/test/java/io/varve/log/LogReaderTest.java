package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.log.ControlledRecordHandler.Action;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReaderTest {

    private static final int RECORDS = 4_000;
    private static final long FIRST_TIME = 1_000_000L;

    private final MemoryStorage storage = new MemoryStorage();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[4096]);
    private final List<Long> positions = new ArrayList<>();
    private final List<Long> maxTimes = new ArrayList<>();
    private RecordLog log;

    @BeforeEach
    void fillManySegments() {
        final Random random = new Random(7);
        open();
        long time = FIRST_TIME;
        for (int i = 0; i < RECORDS; i++) {
            time += random.nextInt(3);
            final long own = time - random.nextInt(5);
            append(own, 1 + random.nextInt(200));
            maxTimes.add(Math.max(own, maxTimes.isEmpty() ? own : maxTimes.get(i - 1)));
            if (i % 900 == 899) {
                log.close();
                open();
            }
        }
        assertTrue(positions.get(RECORDS - 1) > 8 * LogConfig.MIN_SEGMENT_LENGTH);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void shouldHandOutEverySequenceItIsSentTo() {
        try (LogReader reader = log.reader()) {
            for (int i = 0; i < RECORDS; i += 37) {
                reader.toSequence(i + 1);
                assertEquals(i + 1, nextSequence(reader));
            }
            reader.toSequence(0);
            assertEquals(1, nextSequence(reader));
            reader.toSequence(RECORDS + 1);
            assertEquals(0, reader.poll((buffer, offset, length, header) -> { }, 1));
            append(FIRST_TIME, 8);
            assertEquals(RECORDS + 1, nextSequence(reader));
        }
    }

    @Test
    void shouldHandOutFirstRecordWithWhichATimeIsReached() {
        try (LogReader reader = log.reader()) {
            for (long time = FIRST_TIME - 10; time <= maxTimes.get(RECORDS - 1); time += 23) {
                int expected = 0;
                while (maxTimes.get(expected) < time) {
                    expected++;
                }
                reader.toTime(time);
                assertEquals(expected + 1, nextSequence(reader));
            }
            reader.toTime(Long.MAX_VALUE);
            assertEquals(0, reader.poll((buffer, offset, length, header) -> { }, 1));
        }
    }

    @Test
    void shouldHandOutAllRecordsBackwardsNewestFirst() {
        final List<Long> found = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            reader.toEnd();
            int polled = 1;
            while (polled > 0) {
                polled = reader.pollBackward((buffer, offset, length, header) -> found.add(header.position()), 7);
            }
            assertEquals(0, polled);
            assertEquals(1, nextSequence(reader));
        }
        Collections.reverse(found);
        assertEquals(positions, found);
    }

    @Test
    void shouldHandOutALargeBatchOfSmallRecordsBackwards() {
        final int inBatch = 2_000;
        final int count = inBatch + 900;
        try (RecordLog wide = RecordLog.open(LogConfig.at(Path.of("wide")).storage(storage).segmentLength(1 << 19)
            .agents(EngineAgents.invoked()).build())) {
            try (LogBatch batch = wide.writer().beginBatch(inBatch * 64)) {
                for (int i = 0; i < inBatch; i++) {
                    batch.add(body, 0, 8);
                }
                batch.commit();
            }
            for (int i = inBatch; i < count; i++) {
                wide.writer().append(body, 0, 8);
            }
            try (LogReader reader = wide.reader()) {
                reader.toEnd();
                final long[] next = {count};
                assertEquals(count, reader.pollBackward((buffer, offset, length, header) ->
                    assertEquals(next[0]--, header.sequence()), count + 1));
            }
        }
    }

    @Test
    void shouldTurnAroundAtTheSameRecord() {
        try (LogReader reader = log.reader()) {
            reader.toSequence(2_000);
            assertEquals(1, reader.pollBackward((buffer, offset, length, header) ->
                assertEquals(1_999, header.sequence()), 1));
            assertEquals(1_999, nextSequence(reader));
            assertEquals(2_000, nextSequence(reader));
        }
    }

    @Test
    void shouldGoToPositionsOfRecordsOnly() {
        try (LogReader reader = log.reader()) {
            for (int i = 0; i < RECORDS; i += 91) {
                reader.position(positions.get(i));
                assertEquals(i + 1, nextSequence(reader));
            }
            final long wrong = positions.get(1_234) + 8;
            assertTrue(assertThrows(ConfigurationException.class, () -> reader.position(wrong)).getMessage()
                .contains("position is " + wrong));
            assertThrows(ConfigurationException.class, () -> reader.position(-32));
            assertThrows(ConfigurationException.class, () -> reader.position(Long.MAX_VALUE));
        }
    }

    @Test
    void shouldGoToTheFirstRecordForTheLeastTimeThereIs() {
        try (RecordLog wide = RecordLog.open(LogConfig.at(Path.of("wide")).storage(storage).segmentLength(1 << 19)
            .agents(EngineAgents.invoked()).build()); LogReader reader = wide.reader()) {
            for (int i = 0; i < 100; i++) {
                wide.writer().append(1, body, 0, 4_000, FIRST_TIME);
            }
            reader.toTime(Long.MIN_VALUE);
            assertEquals(1, nextSequence(reader));
        }
    }

    @Test
    void shouldNotTakeMemoryForEachPositionItIsSentTo() {
        try (LogReader reader = log.reader()) {
            reader.position(positions.get(0));
            final long before = directBuffers();
            for (int i = 0; i < 100; i++) {
                reader.position(positions.get(i));
            }
            assertTrue(directBuffers() < before + 50, () -> directBuffers() - before + " buffers for 100 seeks");
        }
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getCount).sum();
    }

    @Test
    void shouldObeyWhatAControlledHandlerSays() {
        final List<Long> seen = new ArrayList<>();
        final Action[] actions = {Action.CONTINUE, Action.COMMIT, Action.ABORT};
        try (LogReader reader = log.reader()) {
            assertEquals(2, reader.controlledPoll((buffer, offset, length, header) -> {
                seen.add(header.sequence());
                return actions[seen.size() - 1];
            }, 10));
            assertEquals(List.of(1L, 2L, 3L), seen);
            assertEquals(1, reader.controlledPoll((buffer, offset, length, header) -> {
                seen.add(header.sequence());
                return Action.BREAK;
            }, 10));
            assertEquals(List.of(1L, 2L, 3L, 3L), seen);
            assertEquals(4, nextSequence(reader));
        }
    }

    @Test
    void shouldBreakAtTheVeryEndOfASegment() {
        while (log.writer().roll() < 0) {
            log.config().agents().doWork();
        }
        final UnsafeBuffer large = new UnsafeBuffer(new byte[LogConfig.MIN_SEGMENT_LENGTH]);
        for (final int frame : new int[] {16_384, 16_384, 16_384, 65_536 - 4_096 - 64 - 3 * 16_384, 64}) {
            log.writer().append(2, large, 0, frame - 32, 0);
        }
        assertEquals(64 + 64 + 4_096, log.committedPosition() % LogConfig.MIN_SEGMENT_LENGTH);
        try (LogReader reader = log.reader()) {
            reader.toSequence(RECORDS + 1);
            for (int i = 0; i < 5; i++) {
                assertEquals(1, reader.controlledPoll((buffer, offset, length, header) -> Action.BREAK, 10));
            }
            assertEquals(0, reader.controlledPoll((buffer, offset, length, header) -> Action.BREAK, 10));
        }
    }

    @Test
    void shouldBeBehindARecordWhoseHandlerThrew() {
        try (LogReader reader = log.reader()) {
            assertThrows(IllegalStateException.class, () -> reader.poll((buffer, offset, length, header) -> {
                if (header.sequence() == 3) {
                    throw new IllegalStateException("a handler fails");
                }
            }, 10));
            assertEquals(4, nextSequence(reader));
        }
    }

    @Test
    void shouldStopInFrontOfABound() {
        try (LogReader reader = log.reader()) {
            final long bound = positions.get(5);
            assertEquals(5, reader.boundedPoll((buffer, offset, length, header) ->
                assertTrue(header.position() < bound), bound, 100));
            assertEquals(6, nextSequence(reader));
        }
    }

    @Test
    void shouldHandOutRunsThatJoinWithoutGaps() {
        final long[] end = {0};
        try (LogReader reader = log.reader()) {
            int length = 1;
            while (length > 0) {
                length = reader.blockPoll((buffer, offset, size, position) -> {
                    final boolean newSegment = position % LogConfig.MIN_SEGMENT_LENGTH == 4096;
                    assertEquals(end[0], newSegment ? position - 4096 : position);
                    end[0] = position + size;
                }, 10_000);
            }
            assertEquals(0, length);
        }
        assertEquals(log.committedPosition(), end[0]);
    }

    private long nextSequence(final LogReader reader) {
        final long[] sequence = {-1};
        assertEquals(1, reader.poll((buffer, offset, length, header) -> sequence[0] = header.sequence(), 1));
        return sequence[0];
    }

    private void append(final long timestampNs, final int length) {
        positions.add(log.writer().append(1, body, 0, length, timestampNs));
    }

    private void open() {
        log = RecordLog.open(LogConfig.at(Path.of("log")).storage(storage)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked()).build());
    }
}
