package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JfrTelemetryAgentTest {

    @Test
    @Tag("slow")
    void shouldKeepTheEventsOfThisJvm() {
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of("telemetry")).storage(new MemoryStorage())
            .segmentLength(1 << 20).build())) {
            try (JfrTelemetryAgent agent = new JfrTelemetryAgent(log, Duration.ofMillis(20))) {
                System.gc();
                final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                Map<String, Long> counts = Map.of();
                while (!counts.containsKey("jdk.GarbageCollection")
                    || !counts.containsKey("jdk.JavaThreadStatistics")) {
                    assertTrue(System.nanoTime() < deadlineNs, "in the log after a minute: " + counts);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    counts = JfrTelemetryAgent.counts(log);
                }
                assertEquals(0, agent.dropped());
            }
        }
    }
}
