package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreFailedException;
import io.varve.StoreTimeoutException;
import io.varve.agent.AgentRole;
import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameChecksum;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.io.StorageLock;
import io.varve.store.MarkFile;
import io.varve.store.PreparerObserver;
import io.varve.store.Segment;
import io.varve.store.SegmentList;
import io.varve.store.SegmentPreparer;
import io.varve.store.SegmentSpec;
import io.varve.store.SegmentTable;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.agrona.concurrent.Agent;

/**
 * A log of records in memory-mapped segments, open for writing and reading: one {@linkplain #writer() writer}, any
 * number of {@linkplain #reader() readers}.
 *
 * <pre>{@code
 * try (RecordLog log = RecordLog.open(Path.of("orders"))) {
 *     long position = log.writer().append(buffer, 0, length);
 *     log.awaitDurable(position, 1, TimeUnit.SECONDS);
 *     log.reader().poll((body, offset, size, header) -> System.out.println(header.sequence()), 10);
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads, but for writer and readers, which belong to one thread each.
 */
public final class RecordLog implements AutoCloseable {

    private static final long CLOSE_WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    private final LogConfig config;
    private final StorageDirectory directory;
    private final StorageLock lock;
    private final MarkFile mark;
    private final SegmentTable table;
    private final SegmentPreparer preparer;
    private final LogStatus status;
    private final LogForcer forcer;
    private final LogMonitor monitor;
    private final LogAppender appender;
    private final LogWriter writer;
    private final LogSegments segments;
    private final LogCursors cursors;
    private final LogFeeds feeds;
    private final WriterViews views;
    private final RetiredSegments retired;
    private final SegmentList list;
    private final ReaderEpochs epochs = new ReaderEpochs();
    private final RecoveryResult recovery;
    private final List<MeasuredAgent> slowWork;
    private boolean closed;

    private RecordLog(final LogConfig config, final StorageDirectory directory, final StorageLock lock,
        final SegmentTable table, final RecoveredLog recovered) throws IOException {
        this.config = config;
        this.directory = directory;
        this.lock = lock;
        mark = recovered.mark();
        recovery = recovered.result();
        final StoreId storeId = mark.slot().storeId();
        final long tail = recovered.tail().tail;
        status = new LogStatus(directory.path().toString(), tail, recovery.nextSequence(),
            Math.max(recovery.lastTimestamp(), 0));
        this.table = table;
        list = recovered.list();
        list.onChange(mark::listGeneration);
        final List<Long> bases = list.basePositions();
        final long nextBase = bases.isEmpty() ? 0 : bases.get(bases.size() - 1) + config.segmentLength();
        preparer = new SegmentPreparer(directory, list, table,
            new SegmentSpec(config.segmentLength(), config.fillChunk(), storeId, mark.slot().epoch()), nextBase,
            config.preparedSegments(), config.clock(), config.monotonicClock(), this::fail);
        preparer.observer(observer(status.events));
        final Segment tailSegment = mapWritable(bases, recovered);
        forcer = new LogForcer(config, status, table, mark);
        appender = new LogAppender(config, status, preparer, new FrameChecksum(storeId.high(), storeId.low()),
            mark.slot().epoch(), recovered.tail(), tailSegment, this::startAgents);
        writer = new LogWriter(config, status, forcer, appender);
        segments = new LogSegments(directory, table, status, storeId, config.segmentLength(), bases);
        retired = new RetiredSegments(directory, table, segments, status, epochs, config.monotonicClock());
        cursors = new LogCursors(directory, status, config, recovery.epoch());
        cursors.load(tail, recovery.outcome() == RecoveryResult.Outcome.CLEAN);
        views = new WriterViews(directory, status);
        feeds = new LogFeeds(config, status, table, segments, epochs);
        monitor = new LogMonitor(config, directory, table, status, recovery);
        slowWork = new ArrayList<>();
        slowWork.add(essential(AgentRole.TICK, new LogTicker(config, status, table, views, epochs)));
        slowWork.add(essential(AgentRole.PREPARE, preparer));
        if (list.kind() == StoreKind.LOG) {
            slowWork.add(helpful(AgentRole.PREPARE,
                new LogRetention(config, list, table, status, segments, cursors, feeds, retired)));
            slowWork.add(helpful(AgentRole.PREPARE,
                new LogIndexer(config, status, preparer, segments, recovery)));
        }
        slowWork.add(essential(AgentRole.FORCE, forcer));
        slowWork.add(helpful(AgentRole.PREPARE, monitor));
    }

    private MeasuredAgent essential(final AgentRole role, final Agent agent) {
        return new MeasuredAgent(role, agent, true, config, status);
    }

    MeasuredAgent helpful(final AgentRole role, final Agent agent) {
        return new MeasuredAgent(role, agent, false, config, status);
    }

    private static PreparerObserver observer(final LogEvents events) {
        return new PreparerObserver() {

            @Override
            public void prepared(final long basePosition) {
                events.prepared(basePosition);
            }

            @Override
            public void retries(final IOException failure) {
                events.add(LogCounter.PREPARATION_FAILURES, 1);
                events.failed("preparing a segment", failure);
            }
        };
    }

    /** Map the segment that the log ends in, and the empty ones behind it, which become the first to be handed out. */
    private Segment mapWritable(final List<Long> bases, final RecoveredLog recovered) throws IOException {
        final long tail = recovered.tail().tail;
        Segment tailSegment = null;
        for (final long base : bases) {
            if (base + config.segmentLength() > tail) {
                try (StorageFile file = directory.open(StoreFileNames.segment(base), true)) {
                    final Segment segment = new Segment(base, file.map(config.segmentLength(), true));
                    table.put(segment);
                    if (base < tail) {
                        segment.index(
                            recovered.tailIndex() == null ? SegmentWalk.index(segment, segment.length())
                                : recovered.tailIndex());
                        tailSegment = segment;
                    } else {
                        preparer.offerSpare(segment);
                    }
                }
            }
        }
        return tailSegment;
    }

    /**
     * Open the log in a directory with default settings, creating it when there is none.
     *
     * @param path of the directory.
     * @return the open log.
     * @throws io.varve.StoreLockedException   when somebody else has it open for writing.
     * @throws io.varve.StoreCorruptException  when acknowledged data is damaged; nothing was changed.
     * @throws ConfigurationException          when the JVM lacks the flag, or the directory is no place for a store.
     */
    public static RecordLog open(final Path path) {
        return open(LogConfig.at(path).build());
    }

    /**
     * Open a log, creating it when there is none.
     *
     * @param config of the log.
     * @return the open log.
     * @throws io.varve.StoreLockedException   when somebody else has it open for writing.
     * @throws io.varve.StoreCorruptException  when acknowledged data is damaged; nothing was changed.
     * @throws ConfigurationException          when a setting does not fit the store, the JVM lacks the flag, the
     *                                         operating system is not Linux, the directory is no place for a store,
     *                                         or one of its files is a link or may be written by others.
     * @throws StoreFailedException            when the file system fails.
     */
    public static RecordLog open(final LogConfig config) {
        return open(config, Platform.current(), StoreKind.LOG);
    }

    static RecordLog open(final LogConfig config, final Platform platform, final StoreKind kind) {
        StoreOpening.checkPlatform(config, platform);
        StorageDirectory directory = null;
        StorageLock lock = null;
        MarkFile mark = null;
        final SegmentTable table = new SegmentTable(config.segmentLength());
        RecordLog log = null;
        try {
            directory = StoreOpening.openDirectory(config);
            lock = StoreOpening.lock(directory);
            mark = MarkFile.open(directory, true);
            final Recovery recovery =
                new Recovery(config, directory, mark, StoreOpening.segmentList(directory, mark, config, kind));
            final RecoveryEvent event = FlightRecording.recovery();
            final RecoveredLog recovered = recovery.run();
            if (event != null) {
                event.commitIfWanted(config.path().toString(), recovered.result());
            }
            mark = recovered.mark();
            final List<String> warnings = StoreOpening.warnings(config, platform, directory);
            log = new RecordLog(config, directory, lock, table, recovered);
            warnings.forEach(log.status.events::warned);
            return log;
        } catch (final IOException ex) {
            throw StoreOpening.failure("the log in " + config.path() + " could not be opened", ex);
        } finally {
            if (log == null) {
                table.drain(segment -> segment.region().unmap());
                closeAll(mark, lock, directory);
            }
        }
    }

    private static void closeAll(final MarkFile mark, final StorageLock lock, final StorageDirectory directory) {
        if (mark != null) {
            mark.close();
        }
        if (lock != null) {
            lock.close();
        }
        if (directory != null) {
            directory.close();
        }
    }

    private void startAgents() {
        slowWork.forEach(agent -> config.agents().add(agent.role(), agent));
    }

    private void fail(final Throwable cause) {
        status.fail(cause);
        forcer.wakeWaiters();
    }

    /**
     * The writer, always the same object. The first thread that appends owns it.
     *
     * @return the writer.
     */
    public LogWriter writer() {
        return writer;
    }

    /**
     * A new reader at the oldest record.
     *
     * @return a reader, which belongs to one thread at a time and must be closed.
     */
    public LogReader reader() {
        status.throwIfClosed();
        return new LogReader(new LocalAccess(segments, status, epochs), null);
    }

    /**
     * A new reader at the oldest record that checks every frame against its checksum before it hands it out.
     *
     * @return a reader, which belongs to one thread at a time and must be closed.
     */
    public LogReader verifyingReader() {
        status.throwIfClosed();
        return new LogReader(new LocalAccess(segments, status, epochs), segments.newVerifier());
    }

    /**
     * A named, durable place in the log, made at the beginning of the log when there is none of that name. What lies
     * behind it is kept whatever the retention says.
     *
     * @param name of 1 to 64 letters, digits, {@code -} or {@code _}.
     * @return the cursor, the same object for the same name.
     * @throws ConfigurationException         when the name breaks the rule, or the cursor is a droppable one.
     * @throws io.varve.StoreCorruptException when its file is damaged; see {@link #deleteCursor(String)}.
     */
    public LogCursor cursor(final String name) {
        return cursors.open(name, false, segments::firstPosition);
    }

    /**
     * A named, durable place in the log that holds nothing back: when retention overtakes it, reading from it gives
     * {@link LogReader#POSITION_GONE}.
     *
     * @param name of 1 to 64 letters, digits, {@code -} or {@code _}.
     * @return the cursor, the same object for the same name.
     * @throws ConfigurationException when the name breaks the rule, or the cursor is not a droppable one.
     */
    public LogCursor droppableCursor(final String name) {
        return cursors.open(name, true, segments::firstPosition);
    }

    /**
     * Delete a cursor, a damaged one too: it holds nothing back any more, and its name is free.
     *
     * @param name of the cursor.
     * @return whether there was one.
     * @throws StoreFailedException when the file system refuses.
     */
    public boolean deleteCursor(final String name) {
        return cursors.delete(name);
    }

    /**
     * A new subscription to records of the log.
     *
     * @param feedConfig where it begins and what it hands out.
     * @return a feed, which belongs to one thread at a time and must be closed.
     * @throws ConfigurationException         when no record begins at the start that was asked for.
     * @throws StoreFailedException           when the log has failed.
     * @throws io.varve.StoreClosedException  when the log is closed.
     */
    public LogFeed feed(final FeedConfig feedConfig) {
        return feeds.open(feedConfig);
    }

    LogFeeds feeds() {
        return feeds;
    }

    /** Do something with the position from which cursors and feeds need the log, while no further one is opened. */
    <T> T whileNothingOpens(final LongFunction<T> action) {
        synchronized (feeds) {
            synchronized (cursors) {
                return action.apply(Math.min(cursors.lowestHeld(), feeds.lowestHeld()));
            }
        }
    }

    LogFoundation foundation() {
        return new LogFoundation(this, directory, list, status, segments, retired, epochs);
    }

    FrameAppender frameAppender() {
        return new FrameAppender(appender, writer, status);
    }

    /** Run an agent from the first append on, or from now on when there was one. Before anything is appended. */
    void addAgent(final MeasuredAgent agent) {
        slowWork.add(agent);
    }

    /**
     * What opening the log found and did.
     *
     * @return the result.
     */
    public RecoveryResult recovery() {
        return recovery;
    }

    /**
     * How the log was opened.
     *
     * @return the configuration.
     */
    public LogConfig config() {
        return config;
    }

    /**
     * Where the log begins.
     *
     * @return the lowest position that a reader can go to.
     */
    public long firstPosition() {
        return segments.firstPosition();
    }

    /**
     * Up to where readers can see the log.
     *
     * @return position behind the last whole record or batch.
     */
    public long committedPosition() {
        return status.committed.getAcquire();
    }

    /**
     * Up to where the log survives any crash. A record is durable when its position is lower.
     *
     * @return position up to which the log was forced.
     */
    public long durablePosition() {
        return status.durable.getAcquire();
    }

    /**
     * The value of a counter. Other processes see the same through a {@link LogCountersReader}, a little later.
     *
     * @param counter to be looked up.
     * @return its value now.
     */
    public long counter(final LogCounter counter) {
        monitor.derive();
        return status.events.get(counter);
    }

    /**
     * The generation of the writer: one more at every open. A position that is kept outside the log is kept with it.
     *
     * @return the epoch.
     */
    public long epoch() {
        return recovery.epoch();
    }

    /**
     * Whether a force or a write has failed: what is durable is unknown until the log is closed and opened again.
     *
     * @return true when it has.
     */
    public boolean isFailed() {
        return status.isFailed();
    }

    /**
     * Wait until the record at a position is durable, asking for a force at any level. By any thread.
     *
     * @param position of a record, as returned by an append.
     * @param timeout  how long to wait.
     * @param unit     of the timeout.
     * @throws io.varve.StoreTimeoutException when the time is over or the thread interrupted; the outcome is unknown.
     * @throws StoreFailedException           when the log has failed; the outcome is unknown.
     * @throws io.varve.StoreClosedException  when the log is closed.
     */
    public void awaitDurable(final long position, final long timeout, final TimeUnit unit) {
        forcer.await(position, unit.toNanos(timeout));
    }

    /**
     * Force everything that is committed and close the log. The writer must have ended: a claim or batch that is open
     * is lost. Memory that a reader is looking at is given back when it has finished, for at most five seconds; what
     * is held longer stays mapped until the process ends.
     *
     * @throws StoreFailedException when the log had failed, or fails now; it is closed all the same.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        final boolean failed;
        try {
            failed = end();
        } finally {
            closeAll(mark, lock, directory);
        }
        if (failed) {
            status.throwFailure();
        }
    }

    /** Returns whether the log has failed. */
    private boolean end() {
        slowWork.forEach(agent -> config.agents().remove(agent.role(), agent));
        slowWork.forEach(MeasuredAgent::onClose);
        cursors.stopAgent();
        if (!status.isFailed()) {
            writer.abandon();
        }
        status.nextSequence.setRelease(appender.nextSequence());
        cursors.close();
        forcer.closeAt(status.committed.getAcquire());
        final boolean failed = status.isFailed();
        status.close();
        views.close();
        feeds.close();
        forcer.wakeWaiters();
        preparer.close();
        giveBack();
        monitor.close();
        return failed;
    }

    private void giveBack() {
        final long since = epochs.advance();
        final long deadlineNs = System.nanoTime() + CLOSE_WAIT_NS;
        while (!epochs.isQuiet(since)) {
            if (System.nanoTime() > deadlineNs) {
                status.events.failed("closing", new StoreTimeoutException(
                    "a reader did not come out of a poll; the memory of the log stays mapped", CLOSE_WAIT_NS));
                return;
            }
            Thread.onSpinWait();
        }
        retired.giveBack();
        table.drain(segment -> segment.region().unmap());
    }

    @Override
    public String toString() {
        return "RecordLog[" + directory.path() + ", " + segments.firstPosition() + " to " + committedPosition() + "]";
    }
}
