package io.varve.kv;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.index.HashIndex;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.LogConfig;
import io.varve.log.Retention;
import io.varve.settings.Rule;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How to open a key-value store. Immutable; made by {@link #at(Path)}.
 *
 * @param log                   of the store, with segments of at most {@link #MAX_SEGMENT_LENGTH}.
 * @param indexLoad             which part of the index's places is taken, from {@link HashIndex#MIN_LOAD} to
 *                              {@link HashIndex#MAX_LOAD}: less is faster, more is denser.
 * @param expectedKeys          for how many keys to make room at once; a hint, 0 or more.
 * @param maxSpaceAmplification what compaction keeps the bytes of all full segments at most, as a multiple of those
 *                              that live, from {@link #MIN_SPACE_AMPLIFICATION}; infinite for no compaction. Promised
 *                              from 32 segments on.
 * @param storeTime             by which keys expire.
 */
public record KeyValueConfig(LogConfig log, double indexLoad, long expectedKeys, double maxSpaceAmplification,
    StoreTime storeTime) {

    /** The least space amplification that can be asked for. */
    public static final double MIN_SPACE_AMPLIFICATION = 1.1;
    /** The space amplification unless told otherwise. */
    public static final double DEFAULT_SPACE_AMPLIFICATION = 1.3;

    /** The segment length of a new store unless told otherwise. */
    public static final int DEFAULT_SEGMENT_LENGTH = 64 << 20;
    /** The greatest segment length. */
    public static final int MAX_SEGMENT_LENGTH = 512 << 20;
    /** Two for the writer, and one that stays in reserve for deletes and compaction. */
    private static final int PREPARED_SEGMENTS = 3;
    /** A key, and a value that is not cut into chunks, take at most that part of a segment. */
    private static final int LARGEST_PART = 16;
    private static final int MAX_PART = 64 << 10;

    /**
     * Checks all rules.
     *
     * @param log          of the store.
     * @param indexLoad    of the index.
     * @param expectedKeys or 0.
     * @param maxSpaceAmplification of compaction.
     * @param storeTime             of the store.
     * @throws io.varve.ConfigurationException when one is broken.
     */
    public KeyValueConfig {
        Rule.check(log != null, "log", log, "must be given");
        Rule.check(log.segmentLength() <= MAX_SEGMENT_LENGTH, "segmentLength", log.segmentLength(),
            "must be at most " + MAX_SEGMENT_LENGTH + " for a key-value store");
        Rule.check(log.preparedSegments() >= 2, "preparedSegments", log.preparedSegments(),
            "must be 2 or more for a key-value store, which keeps one in reserve");
        Rule.check(log.retention().equals(Retention.KEEP_ALL), "retention", log.retention(),
            "must keep all: a key-value store gives space back by compaction");
        Rule.check(indexLoad >= HashIndex.MIN_LOAD && indexLoad <= HashIndex.MAX_LOAD, "indexLoad", indexLoad,
            "must be from " + HashIndex.MIN_LOAD + " to " + HashIndex.MAX_LOAD);
        Rule.check(maxSpaceAmplification >= MIN_SPACE_AMPLIFICATION, "maxSpaceAmplification", maxSpaceAmplification,
            "must be " + MIN_SPACE_AMPLIFICATION + " or more");
        Rule.check(expectedKeys >= 0, "expectedKeys", expectedKeys, "must be 0 or more");
        Rule.check(storeTime != null, "storeTime", storeTime, "must be given");
    }

    /**
     * The longest key.
     *
     * @return 64 KiB, or a sixteenth of a segment where that is less.
     */
    public int maxKeyLength() {
        return maxKeyLength(log.segmentLength());
    }

    static int maxKeyLength(final int segmentLength) {
        return Math.min(MAX_PART, segmentLength / LARGEST_PART);
    }

    /**
     * The longest value that lies in one frame; longer ones are cut into chunks of that length.
     *
     * @return 64 KiB, or a sixteenth of a segment where that is less.
     */
    public int maxFrameValueLength() {
        return maxFrameValueLength(log.segmentLength());
    }

    static int maxFrameValueLength(final int segmentLength) {
        return maxKeyLength(segmentLength);
    }

    /**
     * The longest value.
     *
     * @return bytes: as many chunks as one record can list, which takes up to two of {@link #maxFrameValueLength()}
     *     for the list. 1 GiB less 64 KiB, less where a segment is smaller than 1 MiB.
     */
    public int maxValueLength() {
        return ChunkList.chunksIn(2 * maxFrameValueLength()) * maxFrameValueLength();
    }

    /** The longest frame of a record. */
    int maxFrameLength() {
        return KeyValueDescriptor.frameLength(-1, maxKeyLength(), 2 * maxFrameValueLength());
    }

    /**
     * Begin a configuration.
     *
     * @param path of the directory of the store.
     * @return a builder with the defaults.
     */
    public static Builder at(final Path path) {
        return new Builder(path);
    }

    /** Collects the settings of a {@link KeyValueConfig}. */
    public static final class Builder {

        private final LogConfig.Builder log;
        private String loaded = "";
        private double indexLoad = HashIndex.DEFAULT_LOAD;
        private long expectedKeys;
        private double maxSpaceAmplification = DEFAULT_SPACE_AMPLIFICATION;
        private StoreTime storeTime = StoreTime.WALL;

        Builder(final Path path) {
            log = LogConfig.at(path).segmentLength(DEFAULT_SEGMENT_LENGTH).preparedSegments(PREPARED_SEGMENTS);
        }

        /** Remembers what came from outside, for the sentence of a later error. */
        Builder loaded(final String settings) {
            loaded = settings;
            return this;
        }

        LogConfig.Builder log() {
            return log;
        }

        /**
         * Change settings of the log below.
         *
         * @param change told the builder of the log.
         * @return this.
         */
        public Builder log(final Consumer<LogConfig.Builder> change) {
            change.accept(log);
            return this;
        }

        /**
         * When an operation returns.
         *
         * @param value the level; {@link Durability#INTERVAL} unless told otherwise.
         * @return this.
         */
        public Builder durability(final Durability value) {
            log.durability(value);
            return this;
        }

        /**
         * Which part of the index's places is taken.
         *
         * @param value from {@link HashIndex#MIN_LOAD} to {@link HashIndex#MAX_LOAD}; {@link HashIndex#DEFAULT_LOAD}
         *              unless told otherwise.
         * @return this.
         */
        public Builder indexLoad(final double value) {
            indexLoad = value;
            return this;
        }

        /**
         * For how many keys to make room at once. A store never needs it: it grows without a pause.
         *
         * @param count 0 or more; 0 unless told otherwise.
         * @return this.
         */
        public Builder expectedKeys(final long count) {
            expectedKeys = count;
            return this;
        }

        /**
         * How much space may be used for the versions that can be read.
         *
         * @param value {@link #MIN_SPACE_AMPLIFICATION} or more; {@link Double#POSITIVE_INFINITY} for no compaction;
         *              {@link #DEFAULT_SPACE_AMPLIFICATION} unless told otherwise.
         * @return this.
         */
        public Builder maxSpaceAmplification(final double value) {
            maxSpaceAmplification = value;
            return this;
        }

        /**
         * By which time keys expire.
         *
         * @param value {@link StoreTime#WALL} unless told otherwise.
         * @return this.
         */
        public Builder storeTime(final StoreTime value) {
            storeTime = value;
            return this;
        }

        /**
         * Check everything.
         *
         * @return the configuration.
         * @throws io.varve.ConfigurationException when a setting breaks its rule.
         */
        public KeyValueConfig build() {
            try {
                return new KeyValueConfig(log.build(), indexLoad, expectedKeys, maxSpaceAmplification, storeTime);
            } catch (final ConfigurationException ex) {
                throw Settings.explain(ex, loaded);
            }
        }
    }
}
