package io.varve.examples;

import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps the flight recorder events of the JVM that it runs in, so that they are still there when that JVM has
 * crashed. The flight recorder hands events out about once a second, on a thread of its own, which is the one thread
 * that appends. It may wait for the next segment, since nobody waits for it; but when the disk is full or the log has
 * failed, the event is dropped and counted: telemetry never fails what it watches.
 *
 * <pre>
 *   record: timestamp = start of the event; body: duration in ns (int64, little-endian), name (UTF-8)
 * </pre>
 */
public final class JfrTelemetryAgent implements AutoCloseable {

    private static final int MAX_NAME_LENGTH = 256;
    private static final long PAUSE_NS = 100_000;

    private final LogWriter writer;
    private final RecordingStream stream = new RecordingStream();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[Long.BYTES + MAX_NAME_LENGTH]);
    private final AtomicLong dropped = new AtomicLong();

    /**
     * Begin to record.
     *
     * @param log    to be appended to, by nobody else.
     * @param period how often values that are sampled are sampled.
     */
    public JfrTelemetryAgent(final RecordLog log, final Duration period) {
        writer = log.writer();
        stream.enable("jdk.CPULoad").withPeriod(period);
        stream.enable("jdk.JavaThreadStatistics").withPeriod(period);
        stream.enable("jdk.GarbageCollection");
        stream.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ofMillis(1)).withoutStackTrace();
        // The event object is used again for the next event: everything is copied out of it at once.
        stream.setReuse(true);
        stream.onEvent(this::onEvent);
        stream.startAsync();
    }

    private void onEvent(final RecordedEvent event) {
        final String name = event.getEventType().getName();
        body.putLong(0, event.getDuration().toNanos(), ByteOrder.LITTLE_ENDIAN);
        final int length = body.putStringWithoutLengthUtf8(Long.BYTES,
            name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH / 3)));
        final long timestampNs = epochNs(event.getStartTime());
        long position = writer.offer(0, body, 0, Long.BYTES + length, timestampNs);
        while (position == LogWriter.BACK_PRESSURED) {
            LockSupport.parkNanos(PAUSE_NS);
            position = writer.offer(0, body, 0, Long.BYTES + length, timestampNs);
        }
        if (position < 0) {
            dropped.incrementAndGet();
        }
    }

    private static long epochNs(final Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /**
     * How many events were dropped.
     *
     * @return their count.
     */
    public long dropped() {
        return dropped.get();
    }

    /** Stop recording; to be called before the log is closed. What was not handed out yet is lost. */
    @Override
    public void close() {
        stream.close();
    }

    /**
     * The name of the event in a record.
     *
     * @param buffer that holds the body.
     * @param offset of the body.
     * @param length of the body in bytes.
     * @return the name, for example {@code jdk.CPULoad}.
     */
    public static String name(final DirectBuffer buffer, final int offset, final int length) {
        return buffer.getStringWithoutLengthUtf8(offset + Long.BYTES, length - Long.BYTES);
    }

    /**
     * How often each event is there.
     *
     * @param log to be read from its beginning.
     * @return counts by name.
     */
    public static Map<String, Long> counts(final RecordLog log) {
        final Map<String, Long> counts = new TreeMap<>();
        try (LogReader reader = log.reader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) ->
                    counts.merge(name(buffer, offset, length), 1L, Long::sum), 1_000);
            }
        }
        return counts;
    }

    /**
     * Records this JVM for five seconds and prints how often each event is there, those of earlier runs included.
     *
     * @param args the directory of the log.
     * @throws InterruptedException when this thread is interrupted.
     */
    public static void main(final String[] args) throws InterruptedException {
        final LogConfig config = LogConfig.at(Path.of(args[0])).segmentLength(1 << 20)
            .retention(Retention.ofAge(TimeUnit.DAYS.toNanos(7))).build();
        try (RecordLog log = RecordLog.open(config)) {
            try (JfrTelemetryAgent agent = new JfrTelemetryAgent(log, Duration.ofMillis(100))) {
                System.gc();
                TimeUnit.SECONDS.sleep(5);
                System.out.println(agent.dropped() + " events dropped");
            }
            counts(log).forEach((name, count) -> System.out.println(count + " " + name));
        }
    }
}
