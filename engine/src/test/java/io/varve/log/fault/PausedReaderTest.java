package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader in another process is stopped by SIGSTOP while its segments go. */
class PausedReaderTest {

    private static final int BODY = 1_000;

    @TempDir
    Path directory;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);

    @Test
    @Tag("slow")
    void shouldTellAPausedReaderThatItsPositionIsGone() throws Exception {
        try (RecordLog log = open()) {
            append(log, 10);
            final Process reader = ChildJvm.start(ReadingChild.class, directory.resolve("log").toString());
            try (BufferedReader output = reader.inputReader()) {
                assertEquals("reading", output.readLine());
                signal(reader, "-STOP");
                append(log, 2_000);
                awaitRetention(log);
                signal(reader, "-CONT");
                assertEquals("gone", output.readLine());
                assertEquals("goes on", output.readLine());
            } finally {
                reader.destroyForcibly();
            }
            append(log, 10);
        }
    }

    private static void signal(final Process process, final String signal) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor());
    }

    private static void awaitRetention(final RecordLog log) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (log.firstPosition() < 4L * LogConfig.MIN_SEGMENT_LENGTH) {
            assertTrue(System.nanoTime() < deadline, () -> "nothing was given back: " + log);
            Thread.onSpinWait();
        }
    }

    private void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            log.writer().append(body, 0, BODY);
        }
    }

    private RecordLog open() {
        return RecordLog.open(LogConfig.at(directory.resolve("log")).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .retention(Retention.ofBytes(200_000)).build());
    }
}
