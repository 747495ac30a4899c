package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class FlightRecorderTest {

    @TempDir
    Path directory;

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[10_000]);
    private long timeNs = 1_000_000_000L;

    @Test
    void shouldRecordEventsOfAllKinds() throws IOException {
        final List<RecordedEvent> events = record(true);
        final Map<String, List<RecordedEvent>> byName =
            events.stream().collect(Collectors.groupingBy(event -> event.getEventType().getName()));
        assertEquals(List.of("io.varve.Force", "io.varve.LatePreparation", "io.varve.Recovery", "io.varve.Roll",
            "io.varve.Stall"), byName.keySet().stream().sorted().collect(Collectors.toList()));
        for (final RecordedEvent event : events) {
            assertNull(event.getStackTrace());
            assertEquals(List.of("Varve"), event.getEventType().getCategoryNames());
        }
        assertEquals("CREATED", byName.get("io.varve.Recovery").get(0).getString("outcome"));
        assertEquals(0, byName.get("io.varve.Roll").get(0).getLong("basePosition"));
        assertTrue(byName.get("io.varve.Force").get(0).getLong("bytes") > 0);
        assertEquals(LogConfig.MIN_SEGMENT_LENGTH,
            byName.get("io.varve.LatePreparation").get(0).getLong("basePosition"));
        assertFalse(byName.get("io.varve.Stall").get(0).getString("agent").isEmpty());
    }

    @Test
    void shouldRecordNothingWhenSwitchedOff() throws IOException {
        assertEquals(List.of(), record(false));
    }

    private List<RecordedEvent> record(final boolean enabled) throws IOException {
        final Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (final String name : List.of("Roll", "Force", "LatePreparation", "Stall", "Recovery")) {
                if (enabled) {
                    recording.enable("io.varve." + name);
                } else {
                    recording.disable("io.varve." + name);
                }
            }
            recording.start();
            writeALog();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("io.varve."))
            // Other tests run beside this one in the same JVM.
            .filter(event -> event.getThread().getJavaThreadId() == Thread.currentThread().getId())
            .collect(Collectors.toList());
    }

    private void writeALog() {
        final EngineAgents agents = EngineAgents.invoked();
        // Every look at the clock takes a microsecond, so that a cycle takes two at least.
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of("/log")).storage(new MemoryStorage())
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).preparedSegments(1).agents(agents)
            .clock(() -> timeNs += 1_000).slowCycleNs(2_000).build())) {
            long last = 0;
            for (int i = 0; i < 20; i++) {
                last = log.writer().append(body, 0, body.capacity());
            }
            log.awaitDurable(last, 1, TimeUnit.MINUTES);
        }
    }
}
