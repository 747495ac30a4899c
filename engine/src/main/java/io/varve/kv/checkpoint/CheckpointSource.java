package io.varve.kv.checkpoint;

import io.varve.index.HashIndex;
import java.util.List;

/** What a checkpoint is made of, while the writer goes on. Used by the checkpointer's thread. */
public interface CheckpointSource {

    /**
     * An index and the seed of the hashes that it is of.
     *
     * @param table of addresses.
     * @param seed  of the hashes.
     */
    record Index(HashIndex table, long seed) {
    }

    /**
     * The segments at a position of the log.
     *
     * @param end     P1.
     * @param entries one for each segment that has a slot.
     */
    record Segments(long end, List<SegmentEntry> entries) {
    }

    /** From now on no slot is given to another segment, and the index is not exchanged, until {@link #end()}. */
    void begin();

    /** A checkpoint is written, or given up. */
    void end();

    /**
     * Up to where the log is in the index.
     *
     * @return position between batches.
     */
    long indexedPosition();

    /**
     * The present index.
     *
     * @return always the same between {@link #begin()} and {@link #end()}.
     */
    Index index();

    /**
     * The segments now.
     *
     * @return what is known of them.
     */
    Segments segments();
}
