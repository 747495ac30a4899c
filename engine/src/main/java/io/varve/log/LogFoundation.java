package io.varve.log;

import io.varve.agent.AgentRole;
import io.varve.agent.ReaderEpochs;
import io.varve.io.StorageDirectory;
import io.varve.store.PublishFailedException;
import io.varve.store.Segment;
import io.varve.store.SegmentList;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;

/**
 * What a store that stands on a log needs of it beyond what applications do. Internal to the engine, no API.
 *
 * <p>Safe for use by many threads, but for what says otherwise.
 */
public final class LogFoundation {

    private final RecordLog log;
    private final StorageDirectory directory;
    private final SegmentList list;
    private final LogStatus status;
    private final LogSegments segments;
    private final RetiredSegments retired;
    private final ReaderEpochs epochs;
    private volatile LongConsumer beforeRetiring = ignored -> { };

    LogFoundation(final RecordLog log, final StorageDirectory directory, final SegmentList list,
        final LogStatus status, final LogSegments segments, final RetiredSegments retired,
        final ReaderEpochs epochs) {
        this.log = log;
        this.directory = directory;
        this.list = list;
        this.status = status;
        this.segments = segments;
        this.retired = retired;
        this.epochs = epochs;
    }

    /**
     * Open the log of a store, creating it when there is none.
     *
     * @param config of the log.
     * @param kind   of the store.
     * @return the foundation; whoever opens it closes {@link #log()}.
     * @see RecordLog#open(LogConfig)
     */
    public static LogFoundation open(final LogConfig config, final StoreKind kind) {
        return RecordLog.open(config, Platform.current(), kind).foundation();
    }

    /**
     * The log.
     *
     * @return always the same.
     */
    public RecordLog log() {
        return log;
    }

    /**
     * The way to append; for the writer's thread, once.
     *
     * @return a new appender.
     */
    public FrameAppender appender() {
        return log.frameAppender();
    }

    /**
     * The directory of the store.
     *
     * @return always the same.
     */
    public StorageDirectory directory() {
        return directory;
    }

    /**
     * The identity of the store.
     *
     * @return the store id.
     */
    public StoreId storeId() {
        return segments.storeId();
    }

    /**
     * The registration of readers, who must be announced while they look at segments.
     *
     * @return always the same.
     */
    public ReaderEpochs epochs() {
        return epochs;
    }

    /**
     * The listed segments. For the thread that opens the store, and then for agents of {@link AgentRole#PREPARE}.
     *
     * @return base positions, ascending.
     */
    public List<Long> listedSegments() {
        return list.basePositions();
    }

    /**
     * A segment in which a position lies, mapped now if it is not yet.
     *
     * @param position in front of the committed position, or in a prepared segment.
     * @return the segment, or null when there is none.
     */
    public Segment segment(final long position) {
        return segments.find(position);
    }

    /**
     * The engine's time.
     *
     * @return ns since the Unix epoch, at most about a millisecond old while anything is appended.
     */
    public long timeNs() {
        return status.time.getAcquire();
    }

    /** Look at the clock now; {@link #timeNs()} is never set back by it. */
    public void refreshTime() {
        status.time.raiseTo(log.config().clock().nanoTime());
    }

    /**
     * Whether nothing is appended any more, because the log is closed or has failed.
     *
     * @return true when it is so.
     */
    public boolean isHalted() {
        return status.isHalted();
    }

    /**
     * Say why the log does not work any more.
     *
     * @throws io.varve.StoreClosedException when it is closed.
     * @throws io.varve.StoreFailedException when it has failed.
     */
    public void throwIfHalted() {
        status.throwIfHalted();
    }

    /**
     * Say that the log is closed.
     *
     * @throws io.varve.StoreClosedException when it is.
     */
    public void throwIfClosed() {
        status.throwIfClosed();
    }

    /**
     * Let the log fail.
     *
     * @param cause why.
     */
    public void fail(final Throwable cause) {
        status.fail(cause);
    }

    /**
     * Set a counter, which other processes can read.
     *
     * @param counter that belongs to the kind of the store.
     * @param value   of it.
     */
    public void count(final LogCounter counter, final long value) {
        status.events.set(counter, value);
    }

    /**
     * Report something that went wrong and was dealt with.
     *
     * @param context what was being done.
     * @param cause   what was thrown.
     */
    public void report(final String context, final Throwable cause) {
        status.events.failed(context, cause);
    }

    /**
     * Run an agent of the store, from the first append on until the log is closed. An exception of it is reported, and
     * it rests for a second. To be called before anything is appended.
     *
     * @param role  on whose thread.
     * @param agent that belongs to the store.
     */
    public void addAgent(final AgentRole role, final Agent agent) {
        log.addAgent(log.helpful(role, agent));
    }

    /**
     * Ask for a force, at any level, without waiting.
     *
     * @param position up to which the log is to be forced.
     */
    public void requestForce(final long position) {
        status.requested.raiseTo(position);
        log.config().agents().wake(AgentRole.FORCE);
    }

    /**
     * Take segments out of the store, but for those that a cursor or a feed has not read: the list without them is
     * durable when the call returns. Their memory and files are given back by {@link #giveBack()} once no reader can
     * look at them. For an agent of {@link AgentRole#PREPARE}.
     *
     * @param candidates base positions.
     * @param isPinned   whether the segment with a base position must stay for another reason; asked in the middle of
     *                   {@link #whileNothingIsRemoved}.
     * @return those that were removed; none when the file system refused, and the old list stands.
     */
    public List<Long> removeSegments(final List<Long> candidates, final LongPredicate isPinned) {
        return log.whileNothingOpens(held ->
            removeBelow(held, candidates.stream().filter(base -> !isPinned.test(base)).toList()));
    }

    /**
     * Do something while no segment is taken out of the store. By any thread.
     *
     * @param action that does not wait.
     * @param <T>    what it returns.
     * @return what it has returned.
     */
    public <T> T whileNothingIsRemoved(final Supplier<T> action) {
        return log.whileNothingOpens(held -> action.get());
    }

    /**
     * The segments that begin in front of a position. For {@link #whileNothingIsRemoved}.
     *
     * @param position that is committed.
     * @return base positions, ascending.
     */
    public List<Long> segmentsBelow(final long position) {
        return segments.below(position);
    }

    private List<Long> removeBelow(final long held, final List<Long> candidates) {
        final List<Long> removed =
            candidates.stream().filter(base -> base + segments.segmentLength() <= held).toList();
        if (removed.isEmpty()) {
            return removed;
        }
        list.watermark(status.durable.getAcquire());
        try {
            list.remove(removed);
        } catch (final PublishFailedException ex) {
            status.fail(ex);
            return List.of();
        } catch (final IOException ex) {
            status.events.failed("dropping segments", ex);
            return List.of();
        }
        segments.listed(list.basePositions());
        for (final long base : removed) {
            beforeRetiring.accept(base);
            retired.add(base, segments.mapped(base), true);
            status.events.dropped(base);
        }
        return removed;
    }

    /**
     * Be told of segments that are removed, by the threads that call {@link #removeSegments} and {@link #giveBack()}.
     *
     * @param onRemoved told the base position of a segment before readers are waited for: no new one may find it then.
     * @param onGone    told the base position of a segment whose memory is gone.
     */
    public void onRemoval(final LongConsumer onRemoved, final LongConsumer onGone) {
        beforeRetiring = onRemoved;
        retired.onGone(onGone);
    }

    /**
     * Give back the memory and files of removed segments that no reader holds. For an agent of {@link
     * AgentRole#PREPARE}.
     *
     * @return how many.
     */
    public int giveBack() {
        return retired.giveBack();
    }

    /**
     * Whether no reader is announced, after the log was closed.
     *
     * @return true when memory that readers might look at can be given back.
     */
    public boolean isQuiet() {
        return epochs.isQuiet(Long.MAX_VALUE);
    }

    /**
     * A way to read frames again, checked, through files and not through mappings.
     *
     * @return a new one, for one thread.
     */
    public FrameReplay replay() {
        return new FrameReplay(directory, segments.newChecksum(), segments.segmentLength());
    }

    /**
     * The same for whoever opens the store: on a thread of its own, if the engine has threads. No frame may be longer
     * than {@link FrameReplay#WINDOW}.
     *
     * @return a new one, for one thread.
     */
    public FrameSource readAhead() {
        return log.config().agents().isInvoked() ? replay()
            : new FrameReadAhead(directory, segments.newChecksum(), segments.segmentLength());
    }
}
