package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.varve.Durability;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendAllocationTest {

    private static final int ROUNDS = 12;
    private static final int RECORDS = 5_000;

    @TempDir
    Path directory;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);

    @Test
    void shouldNotAllocateWhileAppending() {
        final LogConfig config = LogConfig.at(directory.resolve("log")).segmentLength(16 << 20)
            .durability(Durability.INTERVAL).rollIntervalNs(TimeUnit.HOURS.toNanos(1)).build();
        long least = Long.MAX_VALUE;
        try (RecordLog log = RecordLog.open(config)) {
            for (int round = 0; round < ROUNDS; round++) {
                least = Math.min(least, allocatedBy(log.writer()));
            }
        }
        // Early rounds allocate in code that is not compiled yet.
        assertEquals(0, least);
    }

    private long allocatedBy(final LogWriter writer) {
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < RECORDS; i++) {
            writer.append(body, 0, 100);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
