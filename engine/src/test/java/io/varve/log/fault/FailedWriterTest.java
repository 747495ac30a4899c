package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** After an append has failed half-way the writer's idea of the log is worth nothing: it must not go on with it. */
class FailedWriterTest {

    private final MemoryStorage storage = new MemoryStorage();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[1000]);
    private Error thrown;
    private int countdown = -1;
    private final EpochNanoClock clock = () -> {
        if (countdown > 0 && --countdown == 0) {
            throw thrown;
        }
        return 1_000_000_000L;
    };

    @Test
    void shouldFailWhenTheFirstAppendCouldNotStartTheAgents() {
        appendOneRecord();
        final RecordLog log = open();
        final LogWriter writer = log.writer();
        thrown = new OutOfMemoryError("unable to create native thread");
        countdown = 1;
        assertSame(thrown, assertThrows(OutOfMemoryError.class, () -> writer.append(body, 0, 10)));
        assertEquals(LogWriter.FAILED, writer.offer(body, 0, 10));
        assertThrows(StoreFailedException.class, () -> writer.append(body, 0, 10));
        assertThrows(StoreFailedException.class, log::close);
        assertOneRecordAndGoOn();
    }

    @Test
    void shouldFailWhenAPageOfTheNextSegmentCannotBeReached() {
        appendOneRecord();
        final RecordLog log = open();
        final LogWriter writer = log.writer();
        thrown = new InternalError("a fault occurred in an unsafe memory access operation");
        countdown = 1;
        assertEquals(LogWriter.FAILED, writer.offer(body, 0, 10));
        assertEquals(LogWriter.FAILED, writer.offer(body, 0, 10));
        assertEquals(LogWriter.FAILED, writer.roll());
        assertThrows(StoreFailedException.class, log::close);
        assertOneRecordAndGoOn();
    }

    private void appendOneRecord() {
        try (RecordLog log = open()) {
            log.writer().append(body, 0, 1000);
        }
    }

    private RecordLog open() {
        return RecordLog.open(LogConfig.at(Path.of("failed")).storage(storage).clock(clock)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(EngineAgents.invoked()).build());
    }

    private void assertOneRecordAndGoOn() {
        try (RecordLog log = open(); LogReader reader = log.verifyingReader()) {
            assertEquals(1, reader.poll((buffer, offset, length, header) -> assertEquals(1000, length), 10));
            log.writer().append(body, 0, 10);
            assertEquals(1, reader.poll((buffer, offset, length, header) -> assertEquals(10, length), 10));
        }
    }
}
