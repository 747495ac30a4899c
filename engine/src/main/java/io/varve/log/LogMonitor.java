package io.varve.log;

import io.varve.io.StorageDirectory;
import io.varve.store.CountersFile;
import io.varve.store.SegmentTable;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.status.CountersReader;

/**
 * Publishes the counters of an open log, keeps its error log, and calls its listener. It makes the file of the
 * counters in its first duty cycle, so that a log that is only read has none.
 */
final class LogMonitor implements Agent {

    private static final long INTERVAL_NS = 50_000_000L;
    private static final LogCounter[] ALL = LogCounter.values();

    private final LogConfig config;
    private final LogListener listener;
    private final StorageDirectory directory;
    private final SegmentTable table;
    private final LogStatus status;
    private final LogEvents events;
    private final long firstSequence;
    private final long firstTail;
    private CountersFile file;
    private AtomicBuffer values;
    private DistinctErrorLog errors;
    private long nextPublishNs = Long.MIN_VALUE;
    private long rolledBase;
    private long nextClosedBase;
    private boolean closed;

    LogMonitor(final LogConfig config, final StorageDirectory directory, final SegmentTable table,
        final LogStatus status, final RecoveryResult recovery) {
        this.config = config;
        this.directory = directory;
        this.table = table;
        this.status = status;
        listener = config.listener();
        events = status.events;
        firstSequence = recovery.nextSequence();
        firstTail = recovery.tail();
        rolledBase = recovery.tail() - 1 & -config.segmentLength();
        nextClosedBase = recovery.tail() & -config.segmentLength();
        events.set(LogCounter.RECOVERY_NS, recovery.durationNs());
        events.set(LogCounter.RECOVERY_CUT_BYTES, recovery.cutBytes());
        events.set(LogCounter.RECOVERY_SCANNED_RECORDS, recovery.scannedRecords());
    }

    @Override
    public String roleName() {
        return "log-monitor";
    }

    @Override
    public int doWork() {
        if (closed) {
            return 0;
        }
        if (file == null) {
            use(createFile());
        }
        final int work = events.drainTo(this) + notice();
        if (closed) {
            // By the listener.
            return work;
        }
        final long now = config.monotonicClock().nanoTime();
        if (now >= nextPublishNs) {
            nextPublishNs = now + INTERVAL_NS;
            publish();
        }
        return work;
    }

    private CountersFile createFile() {
        try {
            return CountersFile.create(directory, LogCounter.labels(), ProcessHandle.current().pid(), nowMs());
        } catch (final IOException | InternalError ex) {
            return instead("creating " + StoreFileNames.COUNTERS + "; its contents stay in memory", ex);
        }
    }

    /** What a failure of the file must not do is to fail the log. */
    private CountersFile instead(final String context, final Throwable cause) {
        events.failed(context, cause);
        return CountersFile.inMemory(LogCounter.labels(), ProcessHandle.current().pid(), nowMs());
    }

    private void use(final CountersFile newFile) {
        file = newFile;
        values = newFile.values();
        errors = new DistinctErrorLog(newFile.errors(), this::nowMs);
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(config.clock().nanoTime());
    }

    /** Find out how far the log has come, and tell of the segments that it has left behind. */
    private int notice() {
        final long committed = status.committed.getAcquire();
        final long durable = status.durable.getAcquire();
        final int length = config.segmentLength();
        int work = 0;
        while (rolledBase + length < committed) {
            rolledBase += length;
            events.add(LogCounter.SEGMENTS_ROLLED, 1);
            FlightRecording.roll(rolledBase);
            final long base = rolledBase;
            call(() -> listener.segmentRolled(base, pathOf(base)));
            work++;
        }
        while (nextClosedBase + length <= durable) {
            final long base = nextClosedBase;
            nextClosedBase += length;
            call(() -> listener.segmentClosed(base, pathOf(base)));
            work++;
        }
        return work;
    }

    /** Bring those counters up to date that follow from the state of the log; by any thread. */
    void derive() {
        final long committed = status.committed.getAcquire();
        events.set(LogCounter.COMMITTED_POSITION, committed);
        events.set(LogCounter.DURABLE_POSITION, status.durable.getAcquire());
        events.set(LogCounter.APPENDED_BYTES, committed - firstTail);
        events.set(LogCounter.APPENDED_RECORDS, status.nextSequence.getAcquire() - firstSequence);
        final long[] mapped = {0};
        table.forEach(segment -> mapped[0]++);
        events.set(LogCounter.SEGMENTS_MAPPED, mapped[0]);
        events.set(LogCounter.UPDATED_NS, config.clock().nanoTime());
    }

    private void publish() {
        derive();
        try {
            for (final LogCounter counter : ALL) {
                values.putLongRelease(CountersReader.counterOffset(counter.id()), events.get(counter));
            }
        } catch (final InternalError ex) {
            file.close();
            use(instead("writing " + StoreFileNames.COUNTERS + "; its contents stay in memory from now on", ex));
        }
    }

    void onPrepared(final long basePosition) {
        call(() -> listener.segmentPrepared(basePosition, pathOf(basePosition)));
    }

    /** What is dropped was closed before. */
    void onDropped(final long basePosition) {
        notice();
        call(() -> listener.segmentDropped(basePosition, pathOf(basePosition)));
    }

    void onSlow(final SlowOperation kind, final long durationNs, final String context) {
        call(() -> listener.slowOperation(kind, durationNs, context));
    }

    void onWarning(final String sentence) {
        call(() -> listener.warned(sentence));
    }

    void onFailure(final LogIncident incident) {
        record(incident);
        call(() -> listener.failed(incident));
    }

    private void record(final LogIncident incident) {
        if (errors != null) {
            errors.record(incident);
        }
    }

    private void call(final Runnable notice) {
        try {
            notice.run();
        } catch (final RuntimeException | Error ex) {
            events.add(LogCounter.ERRORS, 1);
            record(new LogIncident("calling the listener", ex));
        }
    }

    private Path pathOf(final long basePosition) {
        return config.path().resolve(StoreFileNames.segment(basePosition));
    }

    /** Tell the rest, when all agents were removed and the log is closed. The file stays. */
    void close() {
        events.drainTo(this);
        notice();
        events.drainTo(this);
        if (file != null) {
            publish();
            errors = null;
            file.close();
        }
        closed = true;
    }
}
