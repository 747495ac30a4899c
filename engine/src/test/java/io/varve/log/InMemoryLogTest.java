package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class InMemoryLogTest {

    private static final Path PATH = Path.of("orders-in-memory");

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);
    private final LogConfig config = inMemory();

    @Test
    void shouldHoldWhatWasAppendedWhenOpenedAgain() {
        appendTo(config);
        try (RecordLog log = RecordLog.open(config); LogReader reader = log.reader()) {
            assertEquals(RecoveryResult.Outcome.CLEAN, log.recovery().outcome());
            assertEquals(1, poll(reader));
        }
        try (ReadOnlyLog log = ReadOnlyLog.open(config.storage(), PATH); LogReader reader = log.reader()) {
            assertEquals(1, poll(reader));
        }
    }

    @Test
    void shouldShareNothingWithAnotherLogInMemory() {
        appendTo(config);
        try (RecordLog other = RecordLog.open(inMemory()); LogReader reader = other.reader()) {
            assertEquals(0, poll(reader));
        }
    }

    @Test
    void shouldWriteNoFile() {
        appendTo(config);
        assertFalse(Files.exists(PATH));
    }

    private void appendTo(final LogConfig logConfig) {
        try (RecordLog log = RecordLog.open(logConfig)) {
            log.awaitDurable(log.writer().append(body, 0, 100), 10, TimeUnit.SECONDS);
        }
    }

    private static int poll(final LogReader reader) {
        return reader.poll((buffer, offset, length, header) -> assertEquals(100, length), 10);
    }

    private static LogConfig inMemory() {
        return LogConfig.at(PATH).inMemory().segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build();
    }
}
