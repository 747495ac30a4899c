package io.varve.perf.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.varve.hdr.Schedule;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import io.varve.perf.telemetry.EpochOffset;
import io.varve.perf.telemetry.RecordTypes;
import io.varve.perf.telemetry.TelemetryQueue;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TickWriterTest {

    private static final int TICKS = 50_000;
    /** What starting the agents of the engine and linking code for the first time takes. */
    private static final long ONCE_BYTES = 4L * TICKS;

    @TempDir
    Path directory;

    @Test
    void shouldAppendEveryTickOfTheScheduleWithoutAllocating() {
        final LogConfig config = LogConfig.at(directory.resolve("log")).segmentLength(8 << 20).build();
        try (RecordLog log = RecordLog.open(config)) {
            final long startNs = System.nanoTime();
            final RunPlan plan = new RunPlan(new Schedule(startNs, 10L * TICKS), startNs,
                startNs + TimeUnit.SECONDS.toNanos(60), EpochOffset.now());
            final RunState state = new RunState();
            final TickWriter writer = new TickWriter(log.writer(), plan, state, new TelemetryQueue());
            writer.sourcesClosed();
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final Thread stopper = new Thread(() -> {
                while (writer.records() < TICKS && !writer.isEnded()) {
                    Thread.onSpinWait();
                }
                state.stop();
            });
            stopper.start();
            final long before = threads.getCurrentThreadAllocatedBytes();
            writer.run();
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            state.throwIfFailed();
            assertTrue(writer.count(RecordTypes.TICK) >= TICKS);
            assertEquals(writer.count(RecordTypes.TICK), writer.recorder().service().count());
            assertTrue(allocated < ONCE_BYTES, "allocated " + allocated + " bytes");
        }
    }
}
