package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler that turns to the reader which calls it. A touch of memory that was given back is an exception here. */
class ReaderInItsHandlerTest {

    private static final Path PATH = Path.of("/log");
    private static final int BODY = 1_000;
    private static final int RECORDS = 300;

    private final SimulatedStorage storage = new SimulatedStorage(1);
    private final EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private long timeNs = 1;
    private RecordLog log;
    private ReadOnlyLog readOnly;

    @BeforeEach
    void fillSegments() {
        log = RecordLog.open(LogConfig.at(PATH).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .retention(Retention.ofBytes(70_000)).clock(() -> timeNs).agents(agents).build());
        for (int i = 0; i < RECORDS; i++) {
            log.writer().append(body, 0, BODY);
        }
        readOnly = ReadOnlyLog.open(storage, PATH);
    }

    @AfterEach
    void close() {
        readOnly.close();
        log.close();
        assertEquals(0, storage.counters().mappedRegions(), () -> String.join("\n", storage.openHandles()));
    }

    private LogReader reader(final boolean foreign) {
        return foreign ? readOnly.reader() : log.reader();
    }

    /** Retention drops all segments that nobody looks at. */
    private void dropOldSegments() {
        for (int i = 0; i < 100; i++) {
            timeNs += 20_000_000;
            agents.doWork();
        }
        assertTrue(log.firstPosition() > LogConfig.MIN_SEGMENT_LENGTH, () -> log + " has dropped nothing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndThePollBehindTheRecordWhoseHandlerClosesTheReader(final boolean foreign) {
        final LogReader reader = reader(foreign);
        assertEquals(3, reader.poll((buffer, offset, length, header) -> {
            if (header.sequence() == 3) {
                reader.close();
                dropOldSegments();
            }
            assertEquals(0, buffer.getByte(offset));
        }, RECORDS));
        assertEquals(LogReader.CLOSED, reader.poll((buffer, offset, length, header) -> { }, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndAControlledPollWhoseHandlerClosesTheReader(final boolean foreign) {
        final LogReader reader = reader(foreign);
        assertEquals(1, reader.controlledPoll((buffer, offset, length, header) -> {
            reader.close();
            dropOldSegments();
            return ControlledRecordHandler.Action.COMMIT;
        }, RECORDS));
        assertEquals(LogReader.CLOSED, reader.controlledPoll((buffer, offset, length, header) -> null, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndABackwardPollWhoseHandlerClosesTheReader(final boolean foreign) {
        final LogReader reader = reader(foreign);
        reader.toSequence(40);
        assertEquals(2, reader.pollBackward((buffer, offset, length, header) -> {
            if (header.sequence() == 38) {
                reader.close();
                dropOldSegments();
            }
            assertEquals(0, buffer.getByte(offset));
        }, RECORDS));
        assertEquals(LogReader.CLOSED, reader.pollBackward((buffer, offset, length, header) -> { }, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheHandlerOfABlockLookAtItAfterClosingTheReader(final boolean foreign) {
        final LogReader reader = reader(foreign);
        assertTrue(reader.blockPoll((buffer, offset, length, position) -> {
            reader.close();
            dropOldSegments();
            assertEquals(64, buffer.getInt(offset));
        }, 10_000) > 0);
        assertEquals(LogReader.CLOSED, reader.blockPoll((buffer, offset, length, position) -> { }, 10_000));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveTheMemoryBackWhenAHandlerClosesTheReaderAndThrows(final boolean foreign) {
        final LogReader reader = reader(foreign);
        assertThrows(IllegalStateException.class, () -> reader.poll((buffer, offset, length, header) -> {
            reader.close();
            throw new IllegalStateException("a handler fails");
        }, RECORDS));
        assertEquals(LogReader.CLOSED, reader.poll((buffer, offset, length, header) -> { }, 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseWhatWouldMoveTheReaderAndGoOn(final boolean foreign) {
        final LogCursor cursor = log.cursor("consumer");
        try (LogReader reader = reader(foreign)) {
            final RecordHandler ignore = (buffer, offset, length, header) -> { };
            final List<Executable> moves = Stream.<Executable>of(
                () -> reader.poll(ignore, 1), () -> reader.boundedPoll(ignore, Long.MAX_VALUE, 1),
                () -> reader.controlledPoll((buffer, offset, length, header) -> null, 1),
                () -> reader.blockPoll((buffer, offset, length, position) -> { }, 1),
                () -> reader.pollBackward(ignore, 1), () -> reader.position(0), () -> reader.toSequence(1),
                () -> reader.toTime(1), reader::toStart, reader::toEnd, () -> reader.toCursor(cursor)).toList();
            final long[] next = {1};
            assertEquals(RECORDS, reader.poll((buffer, offset, length, header) -> {
                assertEquals(next[0]++, header.sequence());
                for (final Executable move : moves) {
                    assertTrue(assertThrows(ConfigurationException.class, move).getMessage()
                        .contains("the handler of a poll may close its reader; it must not poll or move it"));
                }
                assertEquals(0, buffer.getByte(offset));
            }, RECORDS + 1));
            assertEquals(log.committedPosition(), reader.position());
        }
    }

    @Test
    void shouldKeepASegmentMappedWhoseHandlerTriedToPollAgain() {
        try (LogReader reader = log.reader()) {
            assertEquals(2, reader.poll((buffer, offset, length, header) -> {
                assertThrows(ConfigurationException.class, reader::toEnd);
                dropOldSegments();
                assertEquals(0, buffer.getByte(offset));
            }, 2));
        }
    }
}
