package io.varve.perf.bench;

import com.sun.management.ThreadMXBean;
import io.varve.log.BlockHandler;
import io.varve.log.ControlledRecordHandler;
import io.varve.log.LogBatch;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** How many bytes of heap the calls of a log allocate, by the JVM's own count for the thread that calls. */
final class AllocationProbe {

    private static final int LENGTH = 64;
    private static final int BATCH = 4;
    private static final int POLL = 16;
    private static final int BLOCK = 4096;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer body = BurstTrial.body(LENGTH);
    private final RecordHandler handler = (buffer, offset, length, header) -> take(buffer.getLong(offset));
    private final ControlledRecordHandler controlled = (buffer, offset, length, header) -> {
        take(header.sequence());
        return ControlledRecordHandler.Action.CONTINUE;
    };
    private final BlockHandler blocks = (buffer, offset, length, position) -> take(length);
    private final RecordLog log;
    private long taken;

    AllocationProbe(final RecordLog log) {
        this.log = log;
    }

    private void take(final long value) {
        taken += value;
    }

    /** How many bytes of log one round of so many operations takes, for all kinds together. */
    static long bytes(final long operations) {
        return operations * (3 + BATCH) * BurstTrial.frame(LENGTH);
    }

    /** Run every call twice so many times; returns the bytes that the second round allocated, by name of the call. */
    Map<String, Long> measure(final int operations) {
        final Map<String, Long> result = new LinkedHashMap<>();
        final LogWriter writer = log.writer();
        try (LogReader reader = log.reader();
            LogReader verifying = log.verifyingReader();
            LogReader controlledReader = log.reader();
            LogReader blockReader = log.reader()) {
            for (int round = 0; round < 2; round++) {
                result.put("append", allocated(operations, () -> writer.append(body, 0, LENGTH)));
                result.put("offer", allocated(operations, () -> writer.offer(body, 0, LENGTH)));
                result.put("claim", allocated(operations, () -> claim(writer)));
                result.put("batch", allocated(operations, () -> batch(writer)));
                result.put("poll", allocated(operations / POLL, () -> reader.poll(handler, POLL)));
                result.put("checked-poll", allocated(operations / POLL, () -> verifying.poll(handler, POLL)));
                result.put("controlled-poll",
                    allocated(operations / POLL, () -> controlledReader.controlledPoll(controlled, POLL)));
                result.put("block-poll", allocated(operations / POLL,
                    () -> blockReader.blockPoll(blocks, BLOCK)));
            }
        }
        return result;
    }

    private void claim(final LogWriter writer) {
        if (writer.tryClaim(LENGTH) >= 0) {
            writer.claim().buffer().putLong(0, taken);
            writer.claim().commit();
        }
    }

    private void batch(final LogWriter writer) {
        final LogBatch batch = writer.beginBatch(BATCH * 2 * LENGTH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(body, 0, LENGTH);
        }
        batch.commit();
    }

    private long allocated(final int operations, final Runnable operation) {
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < operations; i++) {
            operation.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
