package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.AllocationMeter;
import io.varve.Durability;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogAllocationTest {

    private static final int LENGTH = 64;
    private static final int BATCH = 4;
    private static final int RECORDS = 2_000;
    private static final int LIMIT = 10;

    @TempDir
    Path directory;

    private final AllocationMeter meter = new AllocationMeter();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[LENGTH]);
    private final RecordHandler handler = (buffer, offset, length, header) -> take(buffer.getLong(offset));
    private final ControlledRecordHandler controlled = (buffer, offset, length, header) -> {
        take(header.sequence());
        return ControlledRecordHandler.Action.COMMIT;
    };
    private final BlockHandler blocks = (buffer, offset, length, position) -> take(length);
    private RecordLog log;
    private LogWriter writer;
    private long taken;

    private void take(final long value) {
        taken += value;
    }

    @BeforeEach
    void open() {
        // Segments are prepared and forced by other threads.
        log = RecordLog.open(LogConfig.at(directory.resolve("log")).segmentLength(2 << 20)
            .durability(Durability.INTERVAL).rollIntervalNs(TimeUnit.HOURS.toNanos(1)).build());
        writer = log.writer();
        for (int i = 0; i < RECORDS; i++) {
            writer.append(body, 0, LENGTH);
        }
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void shouldAllocateNothingToAppend() {
        assertEquals(0, meter.leastAllocated(() -> isPosition(writer.append(body, 0, LENGTH))));
    }

    @Test
    void shouldAllocateNothingToOffer() {
        assertEquals(0, meter.leastAllocated(() -> isPosition(writer.offer(body, 0, LENGTH))));
    }

    @Test
    void shouldAllocateNothingToClaimAndCommit() {
        assertEquals(0, meter.leastAllocated(() -> {
            final long position = writer.tryClaim(LENGTH);
            writer.claim().buffer().putLong(0, taken);
            writer.claim().commit(LENGTH / 2);
            return isPosition(position);
        }));
    }

    @Test
    void shouldAllocateNothingToClaimAndAbort() {
        assertEquals(0, meter.leastAllocated(() -> {
            final long position = writer.tryClaim(LENGTH);
            writer.claim().abort();
            return isPosition(position);
        }));
    }

    @Test
    void shouldAllocateNothingForBatches() {
        assertEquals(0, meter.leastAllocated(() -> {
            final LogBatch batch = writer.beginBatch(BATCH * 2 * LENGTH);
            for (int i = 0; i < BATCH; i++) {
                batch.add(body, 0, LENGTH);
            }
            batch.commit();
            return BATCH;
        }));
    }

    private static int isPosition(final long code) {
        return code >= 0 ? 1 : 0;
    }

    @Test
    void shouldAllocateNothingToPoll() {
        assertReadsWithoutAllocation(reader -> reader.poll(handler, LIMIT));
    }

    @Test
    void shouldAllocateNothingToPollUnderControl() {
        assertReadsWithoutAllocation(reader -> reader.controlledPoll(controlled, LIMIT));
    }

    @Test
    void shouldAllocateNothingToPollUpToAPosition() {
        final long end = log.committedPosition();
        assertReadsWithoutAllocation(reader -> reader.boundedPoll(handler, end, LIMIT));
    }

    @Test
    void shouldAllocateNothingToPollBlocks() {
        assertReadsWithoutAllocation(reader -> reader.blockPoll(blocks, LIMIT * 2 * LENGTH));
    }

    /** Over and over from the start. */
    private void assertReadsWithoutAllocation(final ToIntFunction<LogReader> poll) {
        try (LogReader reader = log.reader(); LogReader verifying = log.verifyingReader()) {
            for (final LogReader each : new LogReader[] {reader, verifying}) {
                assertEquals(0, meter.leastAllocated(() -> {
                    final int done = poll.applyAsInt(each);
                    if (done == 0) {
                        each.toStart();
                        return poll.applyAsInt(each);
                    }
                    return done;
                }));
            }
        }
    }

    @Test
    void shouldAllocateNothingToPollBackward() {
        try (LogReader reader = log.reader(); LogReader verifying = log.verifyingReader()) {
            for (final LogReader each : new LogReader[] {reader, verifying}) {
                assertEquals(0, meter.leastAllocated(() -> {
                    final int done = each.pollBackward(handler, LIMIT);
                    if (done == 0) {
                        each.toEnd();
                        return each.pollBackward(handler, LIMIT);
                    }
                    return done;
                }));
            }
        }
    }
}
