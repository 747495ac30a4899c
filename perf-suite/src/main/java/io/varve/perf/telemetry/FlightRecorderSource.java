package io.varve.perf.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * Puts the flight recorder events of this JVM into a queue as they come. The flight recorder hands them out about once
 * a second, on a thread of its own.
 */
public final class FlightRecorderSource implements AutoCloseable {

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(1);
    private static final long MAX_DISK_BYTES = 16 << 20;
    private static final List<String> OFTEN_SAMPLED = List.of("jdk.CPULoad", "jdk.ExecutionSample");
    private static final List<String> SELDOM_SAMPLED = List.of("jdk.ThreadCPULoad", "jdk.ThreadContextSwitchRate",
        "jdk.PhysicalMemory", "jdk.ClassLoadingStatistics", "jdk.JavaThreadStatistics", "jdk.NetworkUtilization",
        "jdk.ThreadAllocationStatistics");
    private static final List<String> AS_THEY_HAPPEN = List.of("jdk.GarbageCollection", "jdk.GCPhasePause",
        "jdk.GCHeapSummary", "jdk.Compilation", "jdk.SafepointBegin", "jdk.SafepointEnd", "jdk.Deoptimization",
        "jdk.ThreadStart", "jdk.ThreadEnd", "jdk.JavaMonitorEnter", "jdk.FileForce", "jdk.FileRead", "jdk.FileWrite",
        "jdk.ClassLoad", "jdk.ObjectAllocationSample");

    private final TelemetryQueue queue;
    private final Map<Long, EventSchema> schemas = new HashMap<>();
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(1024);
    private final RecordingStream stream;

    private FlightRecorderSource(final TelemetryQueue queue, final RecordingStream stream) {
        this.queue = queue;
        this.stream = stream;
    }

    /**
     * Begin to record.
     *
     * @param queue to be filled.
     * @return the source, or null when this JVM has no flight recorder.
     */
    public static FlightRecorderSource start(final TelemetryQueue queue) {
        if (!FlightRecorder.isAvailable()) {
            return null;
        }
        final FlightRecorderSource source = new FlightRecorderSource(queue, new RecordingStream());
        source.start();
        return source;
    }

    private void start() {
        OFTEN_SAMPLED.forEach(name -> stream.enable(name).withPeriod(OFTEN));
        SELDOM_SAMPLED.forEach(name -> stream.enable(name).withPeriod(SELDOM));
        AS_THEY_HAPPEN.forEach(name -> stream.enable(name).withoutStackTrace());
        stream.setMaxSize(MAX_DISK_BYTES);
        stream.onEvent(this::onEvent);
        stream.startAsync();
    }

    private void onEvent(final RecordedEvent event) {
        final long id = event.getEventType().getId();
        EventSchema schema = schemas.get(id);
        if (schema == null) {
            schema = EventSchema.of(schemas.size() + 1, event.getEventType());
            schemas.put(id, schema);
            queue.offer(RecordTypes.EVENT_TYPE, buffer, EventLayout.encodeType(buffer, schema));
        }
        final Object[] values = new Object[schema.fields().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = event.getValue(schema.fields().get(i).name());
        }
        final long threadId = event.getThread() == null ? -1 : event.getThread().getJavaThreadId();
        queue.offer(RecordTypes.EVENT, buffer, EventLayout.encode(buffer, schema, epochNs(event.getStartTime()),
            event.getDuration().toNanos(), threadId, values));
    }

    private static long epochNs(final Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** Stop recording. What was not handed out yet is not. */
    @Override
    public void close() {
        stream.close();
    }
}
