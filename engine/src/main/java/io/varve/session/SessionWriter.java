package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.StoreTimeoutException;
import io.varve.agent.PaddedLong;
import io.varve.kv.KeyValueStore;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The agent that takes what sessions send and appends it to the log, or changes the keys of the store with it: on a
 * thread of its own, with an idle strategy, or within the application's duty cycle.
 *
 * <p>Lanes take turns, a bounded slice each. A command that the log has no room for stays at the head of its lane, and
 * the others wait with it until it goes; nothing is dropped or overtaken. When the log fails, or throws, the agent
 * ends, and everybody who waits is told.
 *
 * <p>{@link #onStart()}, {@link #doWork()} and {@link #onClose()} belong to one thread, which owns {@link
 * RecordLog#writer()} or {@link KeyValueStore#writer()} from {@code onStart} on and may use it itself between duty
 * cycles. Everything else may be called by any thread.
 */
public final class SessionWriter implements Agent {

    /** How many commands of one lane are applied before it is the next one's turn, unless told otherwise. */
    public static final int DEFAULT_SLICE_COMMANDS = 64;
    /** How long {@link #onClose()} goes on with what is still in the lanes, unless told otherwise, in ns. */
    public static final long DEFAULT_DRAIN_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private static final int SLICE_BYTES = 64 << 10;
    private static final Lane[] NO_LANES = {};

    private final CommandTarget target;
    private final WriterStatus status;
    private final LaneDrain drain;
    private final NanoClock clock;
    private final long drainTimeoutNs;
    private final PaddedLong appliedCount = new PaddedLong(0);
    private final PaddedLong blockedCount = new PaddedLong(0);
    private volatile Lane[] lanes = NO_LANES;
    private volatile Thread dutyThread;
    private int next;

    /**
     * For a log, with default settings.
     *
     * @param log that is open for writing.
     */
    public SessionWriter(final RecordLog log) {
        this(log, DEFAULT_SLICE_COMMANDS, DEFAULT_DRAIN_TIMEOUT_NS, SystemNanoClock.INSTANCE);
    }

    /**
     * For a log.
     *
     * @param log            that is open for writing.
     * @param sliceCommands  how many commands of one lane are applied before it is the next one's turn, at least 1.
     * @param drainTimeoutNs how long {@link #onClose()} goes on with what is still in the lanes, in ns, 0 or more.
     * @param clock          for that timeout.
     * @throws ConfigurationException when an argument breaks its rule.
     */
    public SessionWriter(
        final RecordLog log, final int sliceCommands, final long drainTimeoutNs, final NanoClock clock) {
        this(new LogTarget(log), sliceCommands, drainTimeoutNs, clock);
    }

    /**
     * For a key-value store, with default settings.
     *
     * @param store that is open.
     */
    public SessionWriter(final KeyValueStore store) {
        this(store, DEFAULT_SLICE_COMMANDS, DEFAULT_DRAIN_TIMEOUT_NS, SystemNanoClock.INSTANCE);
    }

    /**
     * For a key-value store.
     *
     * @param store          that is open.
     * @param sliceCommands  how many commands of one lane are applied before it is the next one's turn, at least 1.
     * @param drainTimeoutNs how long {@link #onClose()} goes on with what is still in the lanes, in ns, 0 or more.
     * @param clock          for that timeout.
     * @throws ConfigurationException when an argument breaks its rule.
     */
    public SessionWriter(
        final KeyValueStore store, final int sliceCommands, final long drainTimeoutNs, final NanoClock clock) {
        this(new KeyValueTarget(store), sliceCommands, drainTimeoutNs, clock);
    }

    SessionWriter(
        final CommandTarget target, final int sliceCommands, final long drainTimeoutNs, final NanoClock clock) {
        if (sliceCommands < 1) {
            throw new ConfigurationException("sliceCommands", sliceCommands, "must be at least 1");
        }
        if (drainTimeoutNs < 0) {
            throw new ConfigurationException("drainTimeoutNs", drainTimeoutNs, "must be 0 or more");
        }
        this.target = target;
        this.drainTimeoutNs = drainTimeoutNs;
        this.clock = clock;
        status = new WriterStatus(target.name());
        drain = new LaneDrain(target, sliceCommands, SLICE_BYTES);
    }

    @Override
    public String roleName() {
        return "session-writer";
    }

    /** Take the log's writer over. Whoever used it before has appended its last record. */
    @Override
    public void onStart() {
        target.takeOver();
        dutyThread = Thread.currentThread();
    }

    /**
     * Run one duty cycle: at most one slice of every lane.
     *
     * @return how many commands were applied.
     * @throws RuntimeException what the log threw, once; the agent has then ended and does nothing any more.
     */
    @Override
    public int doWork() {
        if (status.hasEnded()) {
            return 0;
        }
        if (dutyThread != Thread.currentThread()) {
            dutyThread = Thread.currentThread();
        }
        final int work = drainLanes();
        return work == 0 && !status.hasEnded() ? idle() : work;
    }

    private int idle() {
        try {
            return target.idle();
        } catch (final RuntimeException | Error ex) {
            status.end(LogWriter.FAILED, ex);
            throw ex;
        }
    }

    private int drainLanes() {
        target.beginCycle();
        final Lane[] present = lanes;
        final int count = present.length;
        int index = next < count ? next : 0;
        int work = 0;
        for (int i = 0; i < count; i++) {
            final Lane lane = present[index];
            work += drain.drain(lane);
            if (drain.code() < 0) {
                next = index;
                applied(work);
                stopped(drain.code());
                return work;
            }
            if (lane.isRetired()) {
                detach(lane);
            }
            index = index + 1 == count ? 0 : index + 1;
        }
        // One on from where this cycle began: each lane is first in its turn.
        next = index + 1 < count ? index + 1 : 0;
        status.blocked(0);
        applied(work);
        return work;
    }

    private void applied(final int work) {
        if (work > 0) {
            appliedCount.setRelease(appliedCount.getPlain() + work);
        }
    }

    private void stopped(final long code) {
        if (code == LogWriter.FAILED || code == LogWriter.CLOSED) {
            status.end(code, drain.failure());
            drain.throwFailure();
        } else {
            status.blocked(code);
            blockedCount.setRelease(blockedCount.getPlain() + 1);
        }
    }

    /**
     * Refuse what is sent from now on, apply what is in the lanes, and end. Those who still wait are told that the
     * writer is closed. Does nothing when the agent has ended.
     *
     * @throws StoreTimeoutException when something was left in the lanes because the log had no room for too long.
     */
    @Override
    public void onClose() {
        if (status.hasEnded()) {
            return;
        }
        status.refuse(LogWriter.CLOSED);
        final long startNs = clock.nanoTime();
        final IdleStrategy idle = new BackoffIdleStrategy();
        do {
            idle.idle(doWork() + target.runAgents());
        } while (!status.hasEnded() && pendingLanes() > 0 && clock.nanoTime() - startNs < drainTimeoutNs);
        if (status.hasEnded()) {
            return;
        }
        status.end(LogWriter.CLOSED, null);
        final long left = pendingLanes();
        if (left > 0) {
            throw new StoreTimeoutException("what was sent through " + left + " lanes was not all applied within the "
                + TimeUnit.NANOSECONDS.toMillis(drainTimeoutNs) + " ms that closing may take, because "
                + status.reason() + "; it was not stored", drainTimeoutNs);
        }
    }

    private long pendingLanes() {
        return Arrays.stream(lanes).filter(lane -> lane.applied() < lane.issued()).count();
    }

    /**
     * Whether the agent has ended: it was closed, or the log has failed.
     *
     * @return true when nothing will be applied any more.
     */
    public boolean hasEnded() {
        return status.hasEnded();
    }

    /**
     * How much has been applied.
     *
     * @return commands since the start.
     */
    public long appliedCount() {
        return appliedCount.getAcquire();
    }

    /**
     * How often the log had no room.
     *
     * @return duty cycles that ended with a command which has to wait.
     */
    public long blockedCount() {
        return blockedCount.getAcquire();
    }

    /** Where records go. */
    RecordTarget recordTarget() {
        if (target instanceof RecordTarget) {
            return (RecordTarget) target;
        }
        throw new ConfigurationException("the writer of " + target.name() + " takes no records; it is that of another"
            + " kind of store");
    }

    KeyValueTarget keyValueTarget() {
        if (target instanceof KeyValueTarget) {
            return (KeyValueTarget) target;
        }
        throw new ConfigurationException("the writer of " + target.name() + " takes no changes of keys; it is that of"
            + " another kind of store");
    }

    CommandTarget target() {
        return target;
    }

    WriterStatus status() {
        return status;
    }

    /** Whether the calling thread runs the duty cycle, and so must do so itself while it waits. */
    boolean isOnDutyThread() {
        return dutyThread == Thread.currentThread();
    }

    int laneCount() {
        return lanes.length;
    }

    /** Take part in the rounds from now on, for the first time or again. */
    synchronized void attach(final Lane lane) {
        lane.retired(false);
        if (!Arrays.asList(lanes).contains(lane)) {
            final Lane[] more = Arrays.copyOf(lanes, lanes.length + 1);
            more[more.length - 1] = lane;
            lanes = more;
        }
    }

    /** Leave the rounds as soon as everything that was sent is applied. */
    synchronized void retire(final Lane lane) {
        lane.retired(true);
    }

    private synchronized void detach(final Lane lane) {
        if (lane.isRetired() && lane.isEmpty()) {
            lanes = Arrays.stream(lanes).filter(other -> other != lane).toArray(Lane[]::new);
        }
    }
}
