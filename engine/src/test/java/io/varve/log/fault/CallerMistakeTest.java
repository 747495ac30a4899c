package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a caller does wrong gets one clear sentence, and stores nothing. */
class CallerMistakeTest {

    private static final int LIMIT = 1_000;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LogConfig.MIN_SEGMENT_LENGTH]);
    private final RecordLog log = RecordLog.open(config().build());
    private final LogWriter writer = log.writer();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void shouldRefuseEmptyNegativeAndTooLongRecords() {
        assertSays("length is 0", () -> writer.append(body, 0, 0));
        assertSays("length is -5", () -> writer.append(body, 0, -5));
        assertSays("length is -2147483648", () -> writer.offer(body, 0, Integer.MIN_VALUE));
        assertTrue(assertThrows(RecordTooLargeException.class, () -> writer.append(body, 0, LIMIT + 1)).getMessage()
            .contains("1001 bytes; this log takes up to 1000"));
        assertThrows(RecordTooLargeException.class, () -> writer.tryClaim(Integer.MAX_VALUE));
        assertSays("type is 128", () -> writer.append(128, body, 0, 1, 0));
        assertSays("type is -1", () -> writer.append(-1, body, 0, 1, 0));
        assertEquals(0, log.committedPosition());
        writer.append(127, body, 0, LIMIT, 0);
        assertRecords(1);
    }

    @Test
    void shouldRefuseABufferThatIsTooShortAndGoOn() {
        writer.append(body, 0, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> writer.append(new UnsafeBuffer(new byte[3]), 0, 4));
        writer.append(body, 0, 1);
        assertRecords(2);
    }

    @Test
    void shouldHaveOneClaimOrBatchOpenAtATime() {
        assertTrue(writer.append(body, 0, 1) >= 0);
        assertTrue(writer.tryClaim(10) > 0);
        assertSays("a claim is open", () -> writer.append(body, 0, 1));
        assertSays("a claim is open", () -> writer.tryClaim(10));
        assertSays("a claim is open", () -> writer.tryBatch(100));
        assertSays("a claim is open", writer::roll);
        assertSays("length is 11", () -> writer.claim().commit(11));
        assertSays("length is 0", () -> writer.claim().commit(0));
        writer.claim().commit(4);
        assertSays("no claim is open", () -> writer.claim().commit());
        assertSays("no claim is open", () -> writer.claim().buffer());
        writer.claim().abort();
        try (LogBatch batch = writer.beginBatch(100)) {
            batch.add(body, 0, 10);
            assertSays("a batch is open", () -> writer.append(body, 0, 1));
            assertThrows(RecordTooLargeException.class, () -> batch.add(body, 0, 40));
            assertSays("length is 0", () -> batch.add(body, 0, 0));
        }
        assertSays("no batch is open", () -> writer.batch().add(body, 0, 10));
        assertSays("maxLength is 31", () -> writer.tryBatch(31));
        assertThrows(RecordTooLargeException.class, () -> writer.tryBatch(LogConfig.MIN_SEGMENT_LENGTH / 4 + 32));
        assertRecords(2);
    }

    @Test
    void shouldDetectASecondThread() throws InterruptedException {
        writer.append(body, 0, 1);
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread second = new Thread(() -> {
            try {
                writer.append(body, 0, 1);
            } catch (final ConfigurationException ex) {
                thrown.set(ex);
            }
        }, "second");
        second.start();
        second.join();
        assertTrue(thrown.get().getMessage().startsWith("thread second used the writer of thread "),
            () -> String.valueOf(thrown.get()));
        assertRecords(1);
    }

    @Test
    void shouldLetAnotherThreadTakeOver() throws InterruptedException {
        writer.append(body, 0, 1);
        final Thread second = new Thread(() -> {
            writer.takeOver();
            writer.append(body, 0, 1);
        });
        second.start();
        second.join();
        assertSays("a writer belongs to one thread", () -> writer.append(body, 0, 1));
        assertRecords(2);
    }

    @Test
    void shouldSayThatItIsClosed() {
        writer.append(body, 0, 1);
        final LogReader reader = log.reader();
        log.close();
        log.close();
        assertThrows(StoreClosedException.class, () -> writer.append(body, 0, 1));
        assertEquals(LogWriter.CLOSED, writer.offer(body, 0, 1));
        assertEquals(LogWriter.CLOSED, writer.tryClaim(1));
        assertEquals(LogWriter.CLOSED, writer.tryBatch(100));
        assertEquals(LogReader.CLOSED, reader.poll((buffer, offset, length, header) -> { }, 1));
        assertEquals(LogReader.CLOSED, reader.pollBackward((buffer, offset, length, header) -> { }, 1));
        assertEquals(LogReader.CLOSED, reader.blockPoll((buffer, offset, length, position) -> { }, 1));
        assertThrows(StoreClosedException.class, log::reader);
        assertThrows(StoreClosedException.class, () -> log.awaitDurable(1 << 20, 1, TimeUnit.SECONDS));
        reader.close();
        reader.close();
    }

    @Test
    void shouldSayWhichSettingBreaksWhichRule() {
        assertSays("segmentLength is 100000; it must be a power of two", () -> config().segmentLength(100_000).build());
        assertSays("segmentLength is 32768", () -> config().segmentLength(32_768).build());
        assertSays("maxRecordLength is 16384; it must be from 1 to 16352, a quarter of segmentLength",
            () -> config().maxRecordLength(16_384).build());
        assertSays("preparedSegments is 0", () -> config().preparedSegments(0).build());
        assertSays("forceIntervalNs is 0", () -> config().forceIntervalNs(0).build());
        assertSays("durability is null", () -> config().durability(null).build());
    }

    @Test
    void shouldSayThatAWaitTimedOut() {
        final RecordLog waiting = RecordLog.open(LogConfig.at(Path.of("waiting")).storage(new MemoryStorage())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).durability(Durability.NONE)
            .agents(EngineAgents.invoked()).build());
        try (waiting) {
            waiting.writer().append(body, 0, 1);
            assertTrue(assertThrows(StoreTimeoutException.class,
                () -> waiting.awaitDurable(waiting.committedPosition(), 1, TimeUnit.MILLISECONDS)).getMessage()
                .contains("whether it will be is unknown"));
        }
    }

    @Test
    void shouldKeepTheInterruptOfAWaitingThread() {
        writer.append(body, 0, 1);
        Thread.currentThread().interrupt();
        try {
            assertThrows(StoreTimeoutException.class,
                () -> log.awaitDurable(log.committedPosition(), 1, TimeUnit.HOURS));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertRecords(1);
    }

    private void assertRecords(final int expected) {
        try (LogReader reader = log.verifyingReader()) {
            assertEquals(expected, reader.poll((buffer, offset, length, header) -> { }, expected + 10));
        }
    }

    private static void assertSays(final String sentence, final Executable mistake) {
        final String message = assertThrows(ConfigurationException.class, mistake).getMessage();
        assertTrue(message.contains(sentence), () -> message + " does not contain " + sentence);
    }

    private static LogConfig.Builder config() {
        return LogConfig.at(Path.of("log")).storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .maxRecordLength(LIMIT);
    }
}
