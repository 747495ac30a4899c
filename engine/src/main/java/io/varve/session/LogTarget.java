package io.varve.session;

import io.varve.agent.EngineAgents;
import io.varve.frame.FrameDescriptor;
import io.varve.log.LogBatch;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;

/** Appends the commands of lanes to a record log. */
final class LogTarget implements RecordTarget {

    /** A batch may take a quarter of a segment, less a header. */
    private static final int LARGEST_PART = 4;

    private final RecordLog log;
    private final LogWriter writer;
    private final EpochNanoClock clock;
    private final EngineAgents agents;
    private final int maxRecordLength;
    private final int maxBatchLength;
    private long timeNs;
    private boolean timeIsFresh;

    LogTarget(final RecordLog log) {
        this.log = log;
        writer = log.writer();
        clock = log.config().clock();
        agents = log.config().agents();
        maxRecordLength = log.config().maxRecordLength();
        maxBatchLength = (log.config().segmentLength() / LARGEST_PART - FrameDescriptor.HEADER_LENGTH)
            & -FrameDescriptor.ALIGNMENT;
        timeNs = log.recovery().lastTimestamp();
    }

    @Override
    public void takeOver() {
        writer.takeOver();
    }

    @Override
    public void beginCycle() {
        timeIsFresh = false;
    }

    @Override
    public long record(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long timestampNs) {
        return writer.offer(type, buffer, offset, length, time(timestampNs));
    }

    @Override
    public long batch(final DirectBuffer buffer, final int offset) {
        final long code = writer.tryBatch(buffer.getInt(offset + CommandDescriptor.FRAME_BYTES_OFFSET));
        if (code < 0) {
            return code;
        }
        final LogBatch batch = writer.batch();
        try {
            final long position = addAll(batch, buffer, offset);
            batch.commit();
            return position;
        } catch (final RuntimeException ex) {
            batch.abort();
            throw ex;
        }
    }

    private long addAll(final LogBatch batch, final DirectBuffer buffer, final int offset) {
        final int count = buffer.getInt(offset + CommandDescriptor.COUNT_OFFSET);
        int at = offset + CommandDescriptor.ENTRIES_OFFSET;
        long position = Session.NO_POSITION;
        for (int i = 0; i < count; i++) {
            final int length = buffer.getInt(at + CommandDescriptor.LENGTH_OFFSET);
            position = batch.add(buffer.getInt(at + CommandDescriptor.TYPE_OFFSET), buffer,
                at + CommandDescriptor.BODY_OFFSET, length,
                time(buffer.getLong(at + CommandDescriptor.TIMESTAMP_OFFSET)));
            at += CommandDescriptor.entryLength(length);
        }
        return position;
    }

    /** The engine's time is read once a cycle and never goes back behind a record that was appended here. */
    private long time(final long timestampNs) {
        if (timestampNs != Session.ENGINE_TIME) {
            timeNs = Math.max(timeNs, timestampNs);
            return timestampNs;
        }
        if (!timeIsFresh) {
            timeNs = Math.max(timeNs, clock.nanoTime());
            timeIsFresh = true;
        }
        return timeNs;
    }

    @Override
    public int runAgents() {
        return agents.isInvoked() ? agents.doWork() : 0;
    }

    @Override
    public int maxRecordLength() {
        return maxRecordLength;
    }

    @Override
    public int maxBatchLength() {
        return maxBatchLength;
    }

    @Override
    public boolean waitsForDurable() {
        return log.config().durability().waits();
    }

    @Override
    public long durablePosition() {
        return log.durablePosition();
    }

    @Override
    public void awaitDurable(final long position, final long timeoutNs) {
        log.awaitDurable(position, timeoutNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return log.config().path().toString();
    }
}
