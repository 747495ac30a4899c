package io.varve.kv;

import io.varve.kv.compaction.CompactionCounts;
import io.varve.kv.compaction.VictimScanner;

/**
 * Gives space back while the store is used. It runs by itself, at the pace of what is written; this is for looking at
 * it and for maintenance windows. Safe for use by many threads.
 */
public final class Compaction {

    private final VictimScanner scanner;
    private final CompactionCounts counts;

    Compaction(final VictimScanner scanner, final CompactionCounts counts) {
        this.scanner = scanner;
        this.counts = counts;
    }

    /** Begin with no further segment. The space promise does not hold until {@link #resume()}. */
    public void pause() {
        scanner.paused(true);
    }

    /** Go on after {@link #pause()}. */
    public void resume() {
        scanner.paused(false);
    }

    /**
     * Compact every segment from which there is anything to gain, once. The writer must go on to write, or to call
     * {@link KeyValueWriter#doWork()}.
     */
    public void trigger() {
        scanner.trigger();
    }

    /**
     * Segments that were chosen since the store was opened.
     *
     * @return the count.
     */
    public long victims() {
        return counts.victims();
    }

    /**
     * Segments that were given back since the store was opened.
     *
     * @return the count.
     */
    public long removedSegments() {
        return counts.removed();
    }

    /**
     * Records that were moved since the store was opened.
     *
     * @return the count.
     */
    public long movedRecords() {
        return counts.movedRecords();
    }

    /**
     * Bytes that moving them has appended.
     *
     * @return bytes of frames.
     */
    public long movedBytes() {
        return counts.movedBytes();
    }

    /**
     * Deletes that were forgotten, because nothing is left that they keep dead.
     *
     * @return the count.
     */
    public long droppedTombstones() {
        return counts.droppedTombstones();
    }

    /**
     * Bytes of all segments behind which the log has gone on, when they were last counted.
     *
     * @return bytes of frames.
     */
    public long sealedBytes() {
        return counts.sealedBytes();
    }

    /**
     * How many of {@link #sealedBytes()} were those of versions that can be read.
     *
     * @return bytes of frames.
     */
    public long sealedLiveBytes() {
        return counts.sealedLiveBytes();
    }
}
