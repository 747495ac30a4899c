package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {

    @TempDir
    Path directory;

    private final UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(32 << 10));

    @Test
    void shouldHandOutWhatWasAppendedAfterReopening() {
        final List<Long> positions = new ArrayList<>();
        try (RecordLog log = RecordLog.open(config())) {
            assertEquals(RecoveryResult.Outcome.CREATED, log.recovery().outcome());
            for (int i = 0; i < 10_000; i++) {
                positions.add(log.writer().append(body, 0, write(i)));
            }
            log.awaitDurable(positions.get(9_999), 10, TimeUnit.SECONDS);
            assertTrue(log.durablePosition() > positions.get(9_999));
            assertRecords(log, positions);
        }
        try (RecordLog log = RecordLog.open(config())) {
            assertEquals(RecoveryResult.Outcome.CLEAN, log.recovery().outcome());
            assertEquals(10_001, log.recovery().nextSequence());
            assertEquals(2, log.epoch());
            positions.add(log.writer().append(body, 0, write(10_000)));
            assertRecords(log, positions);
        }
    }

    private void assertRecords(final RecordLog log, final List<Long> positions) {
        final List<Long> found = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll((buffer, offset, length, header) -> {
                    assertEquals(text(found.size()), buffer.getStringWithoutLengthAscii(offset, length));
                    assertEquals(found.size() + 1, header.sequence());
                    found.add(header.position());
                }, 17);
            } while (polled > 0);
            assertEquals(0, polled);
        }
        assertEquals(positions, found);
    }

    private int write(final int i) {
        final byte[] bytes = text(i).getBytes(StandardCharsets.US_ASCII);
        body.putBytes(0, bytes);
        return bytes.length;
    }

    private static String text(final int i) {
        return "record " + i + " " + "x".repeat(i % 100);
    }

    private LogConfig config() {
        return LogConfig.at(directory.resolve("log")).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build();
    }
}
