package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreClosedException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A touch of memory that was given back is an exception here, and the end of a real process. */
class ClosedReadOnlyLogTest {

    private static final Path PATH = Path.of("/log");
    private static final RecordHandler IGNORE = (buffer, offset, length, header) -> { };

    private final SimulatedStorage storage = new SimulatedStorage(1);

    private ReadOnlyLog fill() {
        final RecordLog log = RecordLog.open(LogConfig.at(PATH).storage(storage)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked()).build());
        try (log) {
            for (int i = 0; i < 200; i++) {
                log.writer().append(new UnsafeBuffer(new byte[1_000]), 0, 1_000);
            }
        }
        return ReadOnlyLog.open(storage, PATH);
    }

    @Test
    void shouldTellItsReadersThatItIsClosed() {
        final ReadOnlyLog log = fill();
        final LogReader reader = log.reader();
        assertEquals(10, reader.poll(IGNORE, 10));
        final long position = reader.position();
        log.close();
        assertEquals(LogReader.CLOSED, reader.poll(IGNORE, 1));
        assertEquals(LogReader.CLOSED, reader.pollBackward(IGNORE, 1));
        assertEquals(LogReader.CLOSED, reader.blockPoll((buffer, offset, length, at) -> { }, 1));
        reader.toEnd();
        reader.toSequence(100);
        reader.toTime(0);
        assertEquals(position, reader.position());
        reader.close();
        assertEquals(0, storage.openHandles().size(), () -> String.join("\n", storage.openHandles()));
    }

    @Test
    void shouldSayThatItIsClosed() {
        final ReadOnlyLog log = fill();
        log.close();
        log.close();
        assertClosed(log::reader);
        assertClosed(log::verifyingReader);
        assertClosed(log::durablePosition);
        assertClosed(log::epoch);
        assertClosed(() -> log.cursor(Path.of("/others"), "consumer"));
        assertEquals(0, storage.openHandles().size(), () -> String.join("\n", storage.openHandles()));
    }

    @Test
    void shouldLetAPollEndWhoseHandlerClosesTheLog() {
        final ReadOnlyLog log = fill();
        try (LogReader reader = log.reader()) {
            assertTrue(reader.poll((buffer, offset, length, header) -> {
                log.close();
                assertEquals(0, buffer.getByte(offset));
            }, 1_000) > 0);
            assertEquals(LogReader.CLOSED, reader.poll(IGNORE, 1));
        }
        assertEquals(0, storage.openHandles().size(), () -> String.join("\n", storage.openHandles()));
    }

    private static void assertClosed(final Executable call) {
        assertEquals("the log /log is closed", assertThrows(StoreClosedException.class, call).getMessage());
    }
}
