package io.varve.kv;

import io.varve.StoreFailedException;
import io.varve.agent.AgentRole;
import io.varve.agent.PaddedLong;
import io.varve.index.Hash64;
import io.varve.kv.backup.BackupResult;
import io.varve.kv.backup.OnlineBackup;
import io.varve.kv.checkpoint.CheckpointFile;
import io.varve.kv.checkpoint.Checkpointer;
import io.varve.kv.compaction.BytesBySlot;
import io.varve.kv.compaction.CompactionCounts;
import io.varve.kv.compaction.CompactionPace;
import io.varve.kv.compaction.SegmentNumbers;
import io.varve.kv.compaction.SegmentPins;
import io.varve.kv.compaction.TombstonesBySlot;
import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.compaction.VictimChoice;
import io.varve.kv.compaction.VictimRelease;
import io.varve.kv.compaction.VictimScanner;
import io.varve.kv.hint.HintFiles;
import io.varve.kv.hint.HintWriter;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.LogCounter;
import io.varve.log.LogFoundation;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A key-value store in memory-mapped segments, open for writing and reading: one {@linkplain #writer() writer}, any
 * number of {@linkplain #reader() readers}.
 *
 * <pre>{@code
 * try (KeyValueStore store = KeyValueStore.open(Path.of("accounts"))) {
 *     long version = store.writer().put(key, 0, key.capacity(), value, 0, value.capacity());
 *     int length = store.reader().get(key, 0, key.capacity(), target, 0);
 * }
 * }</pre>
 *
 * <p>It never asks for a capacity and keeps nothing on the heap. Safe for use by many threads, but for writer and
 * readers, which belong to one thread each.
 */
public final class KeyValueStore implements AutoCloseable {

    /** A checkpoint is due when the log has grown by so many segments, or more where the index is large. */
    private static final int CHECKPOINT_SEGMENTS = 8;

    private final KeyValueConfig config;
    private final LogFoundation foundation;
    private final RecordLog log;
    private final SegmentSlots slots;
    private final SegmentNumbers listed = new SegmentNumbers();
    private final BytesBySlot liveBytes = new BytesBySlot();
    private final TombstonesBySlot tombstones = new TombstonesBySlot();
    private final ExpiredEntries expired = new ExpiredEntries();
    private final UnlistedChunks unlisted = new UnlistedChunks();
    /** Odd while the writer lets the index point at the records of a batch. */
    private final PaddedLong batchSequence = new PaddedLong(0);
    private final StoreClock clock;
    private final KeyValueWriter writer;
    private final Compaction compaction;
    private final Changes changes;
    private final SegmentPins pins = new SegmentPins();
    private final OnlineBackup backups;
    private final Checkpointer checkpointer;
    private final long replayedRecords;
    private final long hintedRecords;
    private final KeySource source = new OpenKeys();
    private volatile KeyIndex index;

    private KeyValueStore(final KeyValueConfig config, final LogFoundation foundation) throws IOException {
        this.config = config;
        this.foundation = foundation;
        log = foundation.log();
        final int segmentLength = config.log().segmentLength();
        slots = new SegmentSlots(segmentLength);
        final CheckpointFile checkpoint =
            new CheckpointFile(foundation.directory(), foundation.storeId(), segmentLength);
        final HintFiles hints =
            new HintFiles(foundation.directory(), foundation.storeId(), segmentLength, slots);
        final KeyRecovery recovery =
            new KeyRecovery(config, foundation, checkpoint, hints, slots, listed, liveBytes, tombstones);
        index = recovery.run();
        replayedRecords = recovery.replayed();
        hintedRecords = recovery.hinted();
        final PaddedLong indexed = new PaddedLong(log.committedPosition());
        final KeyDirectory directory = new KeyDirectory(slots, liveBytes, tombstones, index,
            config.maxFrameValueLength());
        final RecordAppender records = new RecordAppender(foundation, slots, this::onNewSegment);
        clock = new StoreClock(config.storeTime(), foundation, records.frames());
        final CompactionCounts counts = new CompactionCounts();
        final CompactionPace pace = new CompactionPace(config.maxSpaceAmplification());
        final VictimScanner scanner = new VictimScanner(foundation, slots,
            new VictimChoice(listed, slots, liveBytes, tombstones, segmentLength - SegmentHeader.LENGTH), pace, counts,
            new IndexLiveness(this, slots, foundation.epochs()), unlisted, segmentLength, config.maxFrameLength());
        final VictimRelease release =
            new VictimRelease(foundation, slots, listed, scanner, counts, pins);
        final Relocation relocation =
            new Relocation(directory, records, slots, listed, release, counts, clock, expired, unlisted);
        compaction = new Compaction(scanner, counts);
        changes = new Changes(log);
        backups = new OnlineBackup(foundation, pins);
        checkpointer = new Checkpointer(foundation, checkpoint,
            new StoreCheckpoint(indexed, slots, liveBytes, tombstones, foundation.epochs(), index),
            (long) CHECKPOINT_SEGMENTS * segmentLength, recovery.start(), recovery.end(),
            recovery.imageLength());
        writer = new KeyValueWriter(this, foundation, slots, new KeyVersions(directory, records, clock, expired),
            new CompactionDuty(scanner, pace, relocation, records.frames(), indexed), batchSequence,
            unlisted);
        foundation.addAgent(AgentRole.PREPARE, new IndexGrower(this));
        foundation.addAgent(AgentRole.PREPARE, release);
        foundation.addAgent(AgentRole.PREPARE, new StoreMonitor(this, foundation));
        foundation.addAgent(AgentRole.CHECKPOINT, checkpointer);
        foundation.addAgent(AgentRole.CHECKPOINT,
            new HintWriter(foundation, hints, slots, listed, this::presentHashes));
        foundation.addAgent(AgentRole.COMPACT, new ExpirySearch(this, slots, clock, expired, foundation.epochs()));
        if (config.maxSpaceAmplification() < Double.POSITIVE_INFINITY) {
            foundation.addAgent(AgentRole.COMPACT, scanner);
        }
    }

    /** Those of the present index, or null when the store is closed. */
    private Hash64 presentHashes() {
        final KeyIndex present = index;
        return present == null ? null : present.hashes();
    }

    private void onNewSegment(final int number, final int slot) {
        liveBytes.set(slot, 0);
        tombstones.clear(slot);
        listed.add(number);
    }

    /**
     * What gives space back.
     *
     * @return always the same.
     */
    public Compaction compaction() {
        return compaction;
    }

    /**
     * The changes of the store, for those who follow it.
     *
     * @return always the same.
     */
    public Changes changes() {
        return changes;
    }

    /**
     * Copy the store to another directory while it is written: all that is committed when the copying begins, and
     * nothing of what comes later. By any thread; returns when the copy is durable, which takes as long as the disk
     * does. Each frame is held against its checksum.
     *
     * <p>The copy is a store like any other: it is restored by opening it with {@link #open(Path)}, where it is or
     * wherever its files are copied to. It has no cursors. On the file system of the store full segments are not
     * copied: they are linked, and a damaged sector damages both. What an interrupted backup leaves is refused when it
     * is opened; it can be deleted.
     *
     * @param path of a directory that is empty or not there.
     * @return what was done.
     * @throws io.varve.ConfigurationException when the directory is not empty.
     * @throws io.varve.StoreCorruptException  when a frame of the store does not match its checksum.
     * @throws StoreFailedException            when the copy cannot be written, and the store goes on; or the store
     *                                         has failed.
     * @throws io.varve.StoreTimeoutException  when the store could not be forced within a minute.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public BackupResult backup(final Path path) {
        return backups.run(path);
    }

    /**
     * Open the store in a directory with default settings, creating it when there is none.
     *
     * @param path of the directory.
     * @return the open store.
     * @see #open(KeyValueConfig)
     */
    public static KeyValueStore open(final Path path) {
        return open(KeyValueConfig.at(path).build());
    }

    /**
     * Open a store, creating it when there is none.
     *
     * @param config of the store.
     * @return the open store.
     * @throws io.varve.StoreLockedException   when somebody else has it open for writing.
     * @throws io.varve.StoreCorruptException  when acknowledged data is damaged; nothing was changed.
     * @throws io.varve.ConfigurationException when a setting does not fit the store, or the directory or the JVM is not
     *                                         fit for a store.
     * @throws io.varve.StoreFailedException   when the file system fails.
     */
    public static KeyValueStore open(final KeyValueConfig config) {
        final LogFoundation foundation = LogFoundation.open(config.log(), StoreKind.KEY_VALUE);
        KeyValueStore store = null;
        try {
            store = new KeyValueStore(config, foundation);
            return store;
        } catch (final IOException ex) {
            throw unreadable(config.log().path(), ex);
        } finally {
            if (store == null) {
                foundation.log().close();
            }
        }
    }

    static StoreFailedException unreadable(final Path path, final IOException cause) {
        return new StoreFailedException("the key-value store in " + path + " could not be read: " + cause, cause);
    }

    /**
     * The writer, always the same object. The first thread that changes something owns it.
     *
     * @return the writer.
     */
    public KeyValueWriter writer() {
        return writer;
    }

    /**
     * A new reader.
     *
     * @return a reader, which belongs to one thread at a time and must be closed.
     * @throws io.varve.StoreClosedException when the store is closed.
     */
    public KeyValueReader reader() {
        foundation.throwIfClosed();
        return new KeyValueReader(
            new RecordFinder(source, slots, foundation.epochs(), config.maxFrameValueLength()), batchSequence,
            config.maxKeyLength());
    }

    /**
     * A way to go over all keys.
     *
     * @return a scan, which belongs to one thread at a time and must be closed.
     * @throws io.varve.StoreClosedException when the store is closed.
     */
    public KeyValueScan scan() {
        foundation.throwIfClosed();
        return new KeyValueScan(source, slots, foundation.epochs());
    }

    /** The present index, or null when the store is closed. */
    KeyIndex index() {
        return index;
    }

    long nowMs() {
        return clock.nowMs();
    }

    void throwIfClosed() {
        foundation.throwIfClosed();
    }

    /**
     * How many keys there are, expired ones that nobody has looked at included.
     *
     * @return the count of this moment.
     */
    public long size() {
        final KeyIndex present = index;
        throwIfClosed();
        return present.table().statistics().keys();
    }

    /**
     * The value of a counter, at most 50 ms old. Other processes see the same through a
     * {@link io.varve.log.LogCountersReader}.
     *
     * @param counter to be looked up.
     * @return its value.
     */
    public long counter(final LogCounter counter) {
        return log.counter(counter);
    }

    /**
     * How many segments hold records.
     *
     * @return the count of this moment.
     */
    public int segments() {
        return listed.all().length;
    }

    /**
     * How many keys were taken out of the index since the store was opened because their time was over.
     *
     * @return the count of this moment; without those that were put anew before.
     */
    public long expiredKeys() {
        return expired.cleared();
    }

    ExpiredEntries expiredEntries() {
        return expired;
    }

    BytesBySlot liveBytes() {
        return liveBytes;
    }

    /**
     * How the store was opened.
     *
     * @return the configuration.
     */
    public KeyValueConfig config() {
        return config;
    }

    /**
     * What opening the log of the store found and did.
     *
     * @return the result.
     */
    public RecoveryResult recovery() {
        return log.recovery();
    }

    /**
     * How many records opening the store has taken from hints, because there was no checkpoint of the index.
     *
     * @return the count; 0 when there was one.
     */
    public long hintedRecords() {
        return hintedRecords;
    }

    /**
     * How many records opening the store has read again, because neither a checkpoint of the index nor a hint had them.
     *
     * @return the count; 0 after a clean close.
     */
    public long replayedRecords() {
        return replayedRecords;
    }

    /**
     * How many checkpoints of the index were written since the store was opened.
     *
     * @return the count.
     */
    public long checkpoints() {
        return checkpointer.count();
    }

    /**
     * Up to where the store survives any crash. A record is durable when its position is lower.
     *
     * @return position up to which the log was forced.
     */
    public long durablePosition() {
        return log.durablePosition();
    }

    /**
     * Wait until the record at a position is durable, asking for a force at any level. By any thread.
     *
     * @param position of a record, as {@link KeyValueWriter#position()} has returned it.
     * @param timeout  how long to wait.
     * @param unit     of the timeout.
     * @throws io.varve.StoreTimeoutException when the time is over or the thread interrupted; the outcome is unknown.
     * @throws io.varve.StoreFailedException  when the store has failed; the outcome is unknown.
     * @throws io.varve.StoreClosedException  when the store is closed.
     */
    public void awaitDurable(final long position, final long timeout, final TimeUnit unit) {
        log.awaitDurable(position, timeout, unit);
    }

    /**
     * Force everything and close the store. The writer must have ended. Memory that a reader is looking at is given
     * back when it has finished.
     *
     * @throws io.varve.StoreFailedException when the store had failed, or fails now; it is closed all the same.
     */
    @Override
    public void close() {
        final KeyIndex last;
        synchronized (this) {
            last = index;
            if (last == null) {
                return;
            }
            checkpointer.close();
            index = null;
        }
        try {
            log.close();
        } finally {
            if (foundation.isQuiet()) {
                last.table().close();
            }
        }
    }

    @Override
    public String toString() {
        return "KeyValueStore[" + config.log().path() + "]";
    }

    /** What readers need of an open store. */
    private final class OpenKeys implements KeySource {

        @Override
        public KeyIndex index() {
            return index;
        }

        @Override
        public long nowMs() {
            return KeyValueStore.this.nowMs();
        }

        @Override
        public void throwIfClosed() {
            KeyValueStore.this.throwIfClosed();
        }
    }
}
