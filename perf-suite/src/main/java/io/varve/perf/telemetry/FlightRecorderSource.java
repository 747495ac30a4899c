package io.varve.perf.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
    private static final Duration SLOW = Duration.ofMillis(1);
    private static final long MAX_DISK_BYTES = 16 << 20;
    private static final List<String> OFTEN_SAMPLED = List.of("jdk.CPULoad", "jdk.ExecutionSample");
    private static final List<String> SELDOM_SAMPLED = List.of("jdk.ThreadCPULoad", "jdk.ThreadContextSwitchRate",
        "jdk.PhysicalMemory", "jdk.ClassLoadingStatistics", "jdk.JavaThreadStatistics", "jdk.NetworkUtilization",
        "jdk.ThreadAllocationStatistics");
    private static final List<String> AS_THEY_HAPPEN = List.of("jdk.GarbageCollection", "jdk.GCPhasePause",
        "jdk.GCHeapSummary", "jdk.Compilation", "jdk.SafepointBegin", "jdk.SafepointEnd", "jdk.Deoptimization",
        "jdk.ThreadStart", "jdk.ThreadEnd", "jdk.ClassLoad", "jdk.ObjectAllocationSample");
    private static final List<String> WHEN_SLOW =
        List.of("jdk.FileForce", "jdk.FileRead", "jdk.FileWrite", "jdk.JavaMonitorEnter");

    private static final long CLOSE_S = 3;

    private final TelemetryQueue queue;
    private final Map<Long, EventSchema> schemas = new HashMap<>();
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(1024);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private FlightRecorderSource(final TelemetryQueue queue) {
        this.queue = queue;
    }

    /**
     * Begin to record. When this JVM has no flight recorder there will be no events.
     *
     * @param queue to be filled.
     * @return the source, which may take a second or more before it has started.
     */
    public static FlightRecorderSource start(final TelemetryQueue queue) {
        final FlightRecorderSource source = new FlightRecorderSource(queue);
        final Thread thread = new Thread(source::run, "flight-recorder-source");
        thread.setDaemon(true);
        thread.start();
        return source;
    }

    /** A flight recorder that is started or closed while the JVM ends can wait for ever: only this thread may. */
    private void run() {
        try {
            if (FlightRecorder.isAvailable()) {
                record();
            }
        } catch (final IllegalStateException ex) {
            // The JVM is ending, and its flight recorder has ended before; there are no more events.
            return;
        } finally {
            started.countDown();
            closed.countDown();
        }
    }

    private void record() {
        try (RecordingStream stream = new RecordingStream()) {
            OFTEN_SAMPLED.forEach(name -> stream.enable(name).withPeriod(OFTEN));
            SELDOM_SAMPLED.forEach(name -> stream.enable(name).withPeriod(SELDOM));
            AS_THEY_HAPPEN.forEach(name -> stream.enable(name).withoutStackTrace());
            WHEN_SLOW.forEach(name -> stream.enable(name).withoutStackTrace().withThreshold(SLOW));
            stream.setMaxSize(MAX_DISK_BYTES);
            stream.onEvent(this::onEvent);
            stream.startAsync();
            started.countDown();
            closing.await();
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether recording has begun, or never will.
     *
     * @return true when there is nothing to wait for.
     */
    public boolean isStarted() {
        return started.getCount() == 0;
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
        closing.countDown();
        try {
            closed.await(CLOSE_S, TimeUnit.SECONDS);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
