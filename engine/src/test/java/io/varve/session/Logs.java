package io.varve.session;

import io.varve.agent.EngineAgents;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Small logs in memory, and what is in them. */
final class Logs {

    private Logs() {
    }

    /** Run by the test's own thread: nothing happens unless somebody waits or runs a duty cycle. */
    static LogConfig.Builder invoked() {
        return inMemory().agents(EngineAgents.invoked());
    }

    static LogConfig.Builder inMemory() {
        return LogConfig.at(Path.of("sessions")).inMemory().segmentLength(LogConfig.MIN_SEGMENT_LENGTH);
    }

    static UnsafeBuffer text(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    static long send(final Session session, final String text) {
        return session.send(0, text(text), 0, text.length());
    }

    /** All records, in order. */
    static List<String> texts(final RecordLog log) {
        final List<String> found = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            while (reader.poll((buffer, offset, length, header) ->
                found.add(buffer.getStringWithoutLengthAscii(offset, length)), 1000) > 0) {
                Thread.onSpinWait();
            }
        }
        return found;
    }
}
