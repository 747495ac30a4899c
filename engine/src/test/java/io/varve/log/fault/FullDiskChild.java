package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.StoreFullException;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Fills a small disk with a log, in a process of its own where only that process sees the disk. */
final class FullDiskChild {

    private static final int BODY = 1_000;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private final Path mount;

    private FullDiskChild(final Path mount) {
        this.mount = mount;
    }

    public static void main(final String[] args) throws IOException {
        run(Path.of(args[0]));
    }

    static void run(final Path mount) throws IOException {
        new FullDiskChild(mount).fillAndGoOn();
    }

    private void fillAndGoOn() throws IOException {
        final Path filler = Files.write(mount.resolve("filler"), new byte[100_000]);
        int stored = 0;
        try (RecordLog log = open()) {
            final LogWriter writer = log.writer();
            try {
                while (stored < 10_000) {
                    writer.append(body, 0, BODY);
                    stored++;
                }
            } catch (final StoreFullException ex) {
                assertTrue(ex.getMessage().contains("No space left on device"), ex::getMessage);
            }
            assertTrue(stored > 200 && stored < 600, stored + " records fitted");
            assertThrows(StoreFullException.class, () -> writer.append(body, 0, BODY));
            assertRecords(log, stored);
            log.awaitDurable(log.committedPosition() - 1, 10, TimeUnit.SECONDS);
            Files.delete(filler);
            writerGoesOn(writer);
            assertRecords(log, stored + 1);
        }
        try (RecordLog log = open()) {
            assertRecords(log, stored + 1);
        }
    }

    private void writerGoesOn(final LogWriter writer) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                writer.append(body, 0, BODY);
                return;
            } catch (final StoreFullException ex) {
                assertTrue(System.nanoTime() < deadline, "there is room, and appending is still refused");
            }
        }
    }

    private static void assertRecords(final RecordLog log, final int expected) {
        try (LogReader reader = log.verifyingReader()) {
            int count = 0;
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> assertEquals(BODY, length), 100);
                count += polled;
            }
            assertEquals(expected, count);
        }
    }

    private RecordLog open() {
        return RecordLog.open(
            LogConfig.at(mount.resolve("log")).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build());
    }
}
