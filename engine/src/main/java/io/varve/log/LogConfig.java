package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.frame.FrameDescriptor;
import io.varve.io.MappedStorage;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.settings.Rule;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * How a log is opened. Immutable and checked: every instance keeps the rules below.
 *
 * @param path                  of the directory, which holds this store and nothing else.
 * @param storage               where the directory lives.
 * @param segmentLength         in bytes, a power of two from 64 KiB to 1 GiB. Fixed when the store is created; later it
 *                              must be the same.
 * @param maxRecordLength       in bytes, 1 to a quarter of a segment: the longest body of a record.
 * @param durability            when an append returns.
 * @param forceIntervalNs       at {@link Durability#INTERVAL}: after how many ns what was appended is forced.
 * @param forceIntervalBytes    at {@link Durability#INTERVAL}: after how many bytes, if that is sooner.
 * @param preparedSegments      how many segments are kept ready ahead of the writer, 1 to 64.
 * @param touchAheadBytes       how far ahead of the writer pages are made present, in bytes; 0 switches that off.
 * @param retention             how much of the log is kept.
 * @param cursorDirectories     where readers in other processes keep cursors that retention respects.
 * @param verifyAll             whether opening checks every record, and not only those behind the last force.
 * @param rollIntervalNs        after how many ns a segment that holds a record is left for the next one, when something
 *                              is appended; 0 switches that off.
 * @param slowForceNs           from how many ns on a force is reported to the listener as slow.
 * @param slowCycleNs           from how many ns on a duty cycle of an agent is.
 * @param slowSegmentWaitNs     from how many ns on an append's wait for a segment is.
 * @param allowUnsafeFileSystem whether to go on, with a warning and without any promise, on a file system or an
 *                              operating system that cannot keep it.
 * @param clock                 that gives records their time where the caller gives none.
 * @param monotonicClock        by which intervals, pauses and durations are measured: one that is never set back.
 * @param agents                that run the slow work.
 * @param listener              told what happens to the log.
 * @param ids                   source of random bits for the ids of stores and writers.
 */
public record LogConfig(Path path, Storage storage, int segmentLength, int maxRecordLength, Durability durability,
    long forceIntervalNs, long forceIntervalBytes, int preparedSegments, long touchAheadBytes,
    Retention retention, List<Path> cursorDirectories, boolean verifyAll, long rollIntervalNs, long slowForceNs,
    long slowCycleNs, long slowSegmentWaitNs, boolean allowUnsafeFileSystem, EpochNanoClock clock,
    NanoClock monotonicClock, EngineAgents agents, LogListener listener, LongSupplier ids) {

    /** The least segment length. */
    public static final int MIN_SEGMENT_LENGTH = 64 << 10;
    /** The greatest segment length. */
    public static final int MAX_SEGMENT_LENGTH = 1 << 30;
    /** The segment length of a new log unless told otherwise. */
    public static final int DEFAULT_SEGMENT_LENGTH = 128 << 20;
    /** How large a part of a segment a record or an atomic batch may take: a quarter. */
    static final int LARGEST_PART = 4;
    /** The most segments that are kept ready. */
    public static final int MAX_PREPARED = 64;

    /**
     * Checks the rules, so that no instance breaks one.
     *
     * @param path see {@link #path()}.
     * @param storage see {@link #storage()}.
     * @param segmentLength see {@link #segmentLength()}.
     * @param maxRecordLength see {@link #maxRecordLength()}.
     * @param durability see {@link #durability()}.
     * @param forceIntervalNs see {@link #forceIntervalNs()}.
     * @param forceIntervalBytes see {@link #forceIntervalBytes()}.
     * @param preparedSegments see {@link #preparedSegments()}.
     * @param touchAheadBytes see {@link #touchAheadBytes()}.
     * @param retention see {@link #retention()}.
     * @param cursorDirectories see {@link #cursorDirectories()}.
     * @param verifyAll see {@link #verifyAll()}.
     * @param rollIntervalNs see {@link #rollIntervalNs()}.
     * @param slowForceNs see {@link #slowForceNs()}.
     * @param slowCycleNs see {@link #slowCycleNs()}.
     * @param slowSegmentWaitNs see {@link #slowSegmentWaitNs()}.
     * @param allowUnsafeFileSystem see {@link #allowUnsafeFileSystem()}.
     * @param clock see {@link #clock()}.
     * @param monotonicClock see {@link #monotonicClock()}.
     * @param agents see {@link #agents()}.
     * @param listener see {@link #listener()}.
     * @param ids see {@link #ids()}.
     */
    public LogConfig {
        Rule.check(path != null, "path", path, "must be given");
        Rule.check(storage != null, "storage", storage, "must be given");
        Rule.check(durability != null, "durability", durability, "must be given");
        Rule.check(retention != null, "retention", retention, "must be given");
        Rule.check(cursorDirectories != null, "cursorDirectories", cursorDirectories, "must be given");
        cursorDirectories = List.copyOf(cursorDirectories);
        Rule.check(clock != null, "clock", clock, "must be given");
        Rule.check(monotonicClock != null, "monotonicClock", monotonicClock, "must be given");
        Rule.check(agents != null, "agents", agents, "must be given");
        Rule.check(listener != null, "listener", listener, "must be given");
        Rule.check(ids != null, "ids", ids, "must be given");
        Rule.check(Integer.bitCount(segmentLength) == 1 && segmentLength >= MIN_SEGMENT_LENGTH
            && segmentLength <= MAX_SEGMENT_LENGTH, "segmentLength", segmentLength,
            "must be a power of two from 65536 to 1073741824");
        Rule.check(maxRecordLength >= 1 && maxRecordLength <= largestBody(segmentLength), "maxRecordLength",
            maxRecordLength, "must be from 1 to " + largestBody(segmentLength)
                + ", a quarter of segmentLength less the header of a frame");
        Rule.check(forceIntervalNs > 0, "forceIntervalNs", forceIntervalNs, "must be more than 0");
        Rule.check(forceIntervalBytes > 0, "forceIntervalBytes", forceIntervalBytes, "must be more than 0");
        Rule.check(preparedSegments >= 1 && preparedSegments <= MAX_PREPARED, "preparedSegments", preparedSegments,
            "must be from 1 to " + MAX_PREPARED);
        Rule.check(touchAheadBytes >= 0, "touchAheadBytes", touchAheadBytes, "must be 0 or more");
        Rule.check(rollIntervalNs >= 0, "rollIntervalNs", rollIntervalNs, "must be 0 or more");
        Rule.check(slowForceNs > 0, "slowForceNs", slowForceNs, "must be more than 0");
        Rule.check(slowCycleNs > 0, "slowCycleNs", slowCycleNs, "must be more than 0");
        Rule.check(slowSegmentWaitNs > 0, "slowSegmentWaitNs", slowSegmentWaitNs, "must be more than 0");
    }

    static int largestBody(final int segmentLength) {
        return segmentLength / LARGEST_PART - FrameDescriptor.HEADER_LENGTH;
    }

    /**
     * The size of the writes that fill new segments. A force writes whole pieces of that size, so levels that force
     * often take small ones.
     *
     * @return bytes, a power of two.
     */
    int fillChunk() {
        return switch (durability) {
            case NONE -> 2 << 20;
            case INTERVAL -> 64 << 10;
            case BATCH, RECORD -> 4 << 10;
        };
    }

    /**
     * Begin a configuration.
     *
     * @param path of the directory.
     * @return a builder with the default of everything else.
     */
    public static Builder at(final Path path) {
        return new Builder(path);
    }

    /** Collects the settings of a {@link LogConfig}. */
    public static final class Builder {

        private final Path path;
        private String loaded = "";
        private Storage storage = MappedStorage.instance();
        private int segmentLength = DEFAULT_SEGMENT_LENGTH;
        private int maxRecordLength;
        private Durability durability = Durability.INTERVAL;
        private long forceIntervalNs = TimeUnit.MILLISECONDS.toNanos(10);
        private long forceIntervalBytes = 16 << 20;
        private int preparedSegments = 2;
        private long touchAheadBytes = 4 << 20;
        private Retention retention = Retention.KEEP_ALL;
        private List<Path> cursorDirectories = List.of();
        private boolean verifyAll;
        private long rollIntervalNs;
        private long slowForceNs = TimeUnit.MILLISECONDS.toNanos(100);
        private long slowCycleNs = TimeUnit.MILLISECONDS.toNanos(100);
        private long slowSegmentWaitNs = TimeUnit.MILLISECONDS.toNanos(1);
        private boolean allowUnsafeFileSystem;
        private EpochNanoClock clock = new OffsetEpochNanoClock();
        private NanoClock monotonicClock = SystemNanoClock.INSTANCE;
        private EngineAgents agents = EngineAgents.shared();
        private LogListener listener = LogListener.NONE;
        private LongSupplier ids = () -> ThreadLocalRandom.current().nextLong();

        Builder(final Path path) {
            this.path = path;
        }

        /** Remembers what came from outside, for the sentence of a later error. */
        Builder loaded(final String settings) {
            loaded = settings;
            return this;
        }

        Retention retention() {
            return retention;
        }

        /**
         * Where the directory lives.
         *
         * @param value see {@link LogConfig#storage()}.
         * @return this.
         */
        public Builder storage(final Storage value) {
            storage = value;
            return this;
        }

        /**
         * Keep the log in memory, for tests of an application: nothing is written to a disk, nothing is durable, and
         * the platform does not matter. A log that is opened again with the same configuration, or by another thread
         * with its {@link LogConfig#storage()}, holds what was appended; each call of this method makes a storage of
         * its own, which is gone with the last reference to it. Some segments are prepared ahead, so that a test does
         * well to make {@link #segmentLength(int)} small.
         *
         * @return this.
         */
        public Builder inMemory() {
            return storage(new MemoryStorage());
        }

        /**
         * The length of every segment of a new store.
         *
         * @param bytes see {@link LogConfig#segmentLength()}.
         * @return this.
         */
        public Builder segmentLength(final int bytes) {
            segmentLength = bytes;
            return this;
        }

        /**
         * The longest body of a record; a quarter of a segment less a header unless told otherwise.
         *
         * @param bytes see {@link LogConfig#maxRecordLength()}.
         * @return this.
         */
        public Builder maxRecordLength(final int bytes) {
            Rule.check(bytes > 0, "maxRecordLength", bytes, "must be more than 0");
            maxRecordLength = bytes;
            return this;
        }

        /**
         * When an append returns.
         *
         * @param value see {@link LogConfig#durability()}.
         * @return this.
         */
        public Builder durability(final Durability value) {
            durability = value;
            return this;
        }

        /**
         * After how long what was appended is forced.
         *
         * @param ns see {@link LogConfig#forceIntervalNs()}.
         * @return this.
         */
        public Builder forceIntervalNs(final long ns) {
            forceIntervalNs = ns;
            return this;
        }

        /**
         * After how much what was appended is forced.
         *
         * @param bytes see {@link LogConfig#forceIntervalBytes()}.
         * @return this.
         */
        public Builder forceIntervalBytes(final long bytes) {
            forceIntervalBytes = bytes;
            return this;
        }

        /**
         * How many segments are kept ready.
         *
         * @param count see {@link LogConfig#preparedSegments()}.
         * @return this.
         */
        public Builder preparedSegments(final int count) {
            preparedSegments = count;
            return this;
        }

        /**
         * How far ahead pages are made present.
         *
         * @param bytes see {@link LogConfig#touchAheadBytes()}.
         * @return this.
         */
        public Builder touchAheadBytes(final long bytes) {
            touchAheadBytes = bytes;
            return this;
        }

        /**
         * How much of the log is kept.
         *
         * @param value see {@link LogConfig#retention()}.
         * @return this.
         */
        public Builder retention(final Retention value) {
            retention = value;
            return this;
        }

        /**
         * Where readers in other processes keep cursors.
         *
         * @param value see {@link LogConfig#cursorDirectories()}.
         * @return this.
         */
        public Builder cursorDirectories(final List<Path> value) {
            cursorDirectories = value;
            return this;
        }

        /**
         * Whether opening checks every record.
         *
         * @param value see {@link LogConfig#verifyAll()}.
         * @return this.
         */
        public Builder verifyAll(final boolean value) {
            verifyAll = value;
            return this;
        }

        /**
         * After how long a segment is left for the next one.
         *
         * @param ns see {@link LogConfig#rollIntervalNs()}.
         * @return this.
         */
        public Builder rollIntervalNs(final long ns) {
            rollIntervalNs = ns;
            return this;
        }

        /**
         * From when on a force is slow.
         *
         * @param ns see {@link LogConfig#slowForceNs()}.
         * @return this.
         */
        public Builder slowForceNs(final long ns) {
            slowForceNs = ns;
            return this;
        }

        /**
         * From when on a duty cycle of an agent is slow.
         *
         * @param ns see {@link LogConfig#slowCycleNs()}.
         * @return this.
         */
        public Builder slowCycleNs(final long ns) {
            slowCycleNs = ns;
            return this;
        }

        /**
         * From when on an append's wait for a segment is slow.
         *
         * @param ns see {@link LogConfig#slowSegmentWaitNs()}.
         * @return this.
         */
        public Builder slowSegmentWaitNs(final long ns) {
            slowSegmentWaitNs = ns;
            return this;
        }

        /**
         * Whether to go on without a promise on a file system or an operating system that cannot keep it.
         *
         * @param value see {@link LogConfig#allowUnsafeFileSystem()}.
         * @return this.
         */
        public Builder allowUnsafeFileSystem(final boolean value) {
            allowUnsafeFileSystem = value;
            return this;
        }

        /**
         * The clock of records, and of intervals too unless {@link #monotonicClock} is called behind.
         *
         * @param value see {@link LogConfig#clock()}.
         * @return this.
         */
        public Builder clock(final EpochNanoClock value) {
            clock = value;
            monotonicClock = value == null ? monotonicClock : value::nanoTime;
            return this;
        }

        /**
         * The clock of intervals.
         *
         * @param value see {@link LogConfig#monotonicClock()}.
         * @return this.
         */
        public Builder monotonicClock(final NanoClock value) {
            monotonicClock = value;
            return this;
        }

        /**
         * Who runs the slow work.
         *
         * @param value see {@link LogConfig#agents()}.
         * @return this.
         */
        public Builder agents(final EngineAgents value) {
            agents = value;
            return this;
        }

        /**
         * Who is told what happens to the log.
         *
         * @param value see {@link LogConfig#listener()}.
         * @return this.
         */
        public Builder listener(final LogListener value) {
            listener = value;
            return this;
        }

        /**
         * The source of random ids.
         *
         * @param value see {@link LogConfig#ids()}.
         * @return this.
         */
        public Builder ids(final LongSupplier value) {
            ids = value;
            return this;
        }

        /**
         * Check everything and make the configuration.
         *
         * @return the configuration.
         * @throws io.varve.ConfigurationException when a setting breaks its rule; the sentence names it.
         */
        public LogConfig build() {
            try {
                return check();
            } catch (final ConfigurationException ex) {
                throw Settings.explain(ex, loaded);
            }
        }

        private LogConfig check() {
            return new LogConfig(path, storage, segmentLength,
                maxRecordLength == 0 ? largestBody(segmentLength) : maxRecordLength, durability, forceIntervalNs,
                forceIntervalBytes, preparedSegments, touchAheadBytes, retention, cursorDirectories, verifyAll,
                rollIntervalNs, slowForceNs, slowCycleNs, slowSegmentWaitNs, allowUnsafeFileSystem, clock,
                monotonicClock, agents, listener, ids);
        }
    }
}
