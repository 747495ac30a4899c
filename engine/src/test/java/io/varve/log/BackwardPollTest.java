package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading backward refuses what reading forward refuses. */
class BackwardPollTest {

    private static final Path PATH = Path.of("/log");
    private static final String FIRST = "00000000000000000000.seg";
    private static final int FIRST_RECORD = 4096 + 64;
    private static final int FRAME = 640;
    private static final int RECORDS = 250;
    private static final int DAMAGED = 41;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[FRAME]);

    private RecordLog filled() {
        final RecordLog log = RecordLog.open(LogConfig.at(PATH).storage(storage).durability(Durability.NONE)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked()).build());
        append(log, RECORDS);
        return log;
    }

    private void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            log.writer().append(body, 0, FRAME - 32);
        }
    }

    private void damage(final int byteOfFrame, final int xor) {
        storage.files(PATH).corrupt(FIRST, FIRST_RECORD + (DAMAGED - 1) * FRAME + byteOfFrame, xor);
    }

    /** Sequences, newest first; the poll has ended with a code. */
    private static List<Long> backward(final LogReader reader, final int limit, final int expectedCode) {
        final List<Long> found = new ArrayList<>();
        int polled = 1;
        while (polled > 0) {
            final int before = found.size();
            polled = reader.pollBackward((buffer, offset, length, header) -> found.add(header.sequence()), limit);
            assertEquals(found.size() - before, Math.max(polled, 0));
        }
        assertEquals(expectedCode, polled);
        return found;
    }

    private static List<Long> descending(final long from, final long to) {
        return LongStream.rangeClosed(to, from).map(sequence -> from + to - sequence).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void shouldStopBehindADamagedRecord(final int limit) {
        try (RecordLog log = filled(); LogReader reader = log.verifyingReader()) {
            damage(100, 1);
            reader.toEnd();
            assertEquals(descending(RECORDS, DAMAGED + 1), backward(reader, limit, LogReader.CORRUPT));
            assertEquals(1, reader.poll((buffer, offset, length, header) ->
                assertEquals(DAMAGED + 1, header.sequence()), 1));
        }
    }

    @Test
    void shouldStopBehindADamagedLengthThatStepsOverTheNextRecord() {
        try (RecordLog log = filled(); LogReader reader = log.verifyingReader()) {
            damage(0, 0x80);
            damage(1, 0x07);
            reader.toEnd();
            assertEquals(descending(RECORDS, DAMAGED + 2), backward(reader, 7, LogReader.CORRUPT));
        }
    }

    @Test
    void shouldHandOutAllRecordsWhenNoneIsDamaged() {
        try (RecordLog log = filled(); LogReader reader = log.verifyingReader()) {
            reader.toEnd();
            assertEquals(descending(RECORDS, 1), backward(reader, 7, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHandOutDurableRecordsOnlyWhenTheLogHasFailed(final boolean seekAfterFailure) {
        final RecordLog log = filled();
        log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
        append(log, 20);
        final long durable = log.durablePosition();
        assertTrue(durable < log.committedPosition());
        try (LogReader reader = log.reader()) {
            reader.toEnd();
            storage.failAt(1, SimulatedFault.FORCE_FAILS_KEEPS);
            final long newest = log.committedPosition() - 1;
            assertThrows(StoreFailedException.class, () -> log.awaitDurable(newest, 1, TimeUnit.HOURS));
            if (seekAfterFailure) {
                reader.toEnd();
                assertEquals(durable, reader.position());
                reader.toSequence(RECORDS + 5);
                assertEquals(durable, reader.position());
                reader.toTime(Long.MAX_VALUE);
                assertEquals(durable, reader.position());
                assertThrows(ConfigurationException.class, () -> reader.position(durable + FRAME));
                reader.position(durable);
            }
            assertEquals(descending(RECORDS, 1), backward(reader, 7, 0));
        }
        assertThrows(StoreFailedException.class, log::close);
    }
}
