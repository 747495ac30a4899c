package io.varve.kv.compaction;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What compaction has done since the store was opened. Safe for use by many threads.
 */
public final class CompactionCounts {

    final AtomicLong victims = new AtomicLong();
    final AtomicLong removed = new AtomicLong();
    final AtomicLong sealedBytes = new AtomicLong();
    final AtomicLong sealedLiveBytes = new AtomicLong();
    private final AtomicLong movedRecords = new AtomicLong();
    private final AtomicLong movedBytes = new AtomicLong();
    private final AtomicLong droppedTombstones = new AtomicLong();

    /** Nothing was done. */
    public CompactionCounts() {
        super();
    }

    /**
     * A record was moved; for the writer.
     *
     * @param bytes of its frame.
     */
    public void moved(final int bytes) {
        movedRecords.setRelease(movedRecords.getPlain() + 1);
        movedBytes.setRelease(movedBytes.getPlain() + bytes);
    }

    /** A tombstone was dropped; for the writer. */
    public void droppedTombstone() {
        droppedTombstones.setRelease(droppedTombstones.getPlain() + 1);
    }

    /**
     * Segments that were chosen.
     *
     * @return the count.
     */
    public long victims() {
        return victims.getAcquire();
    }

    /**
     * Segments that have left the store.
     *
     * @return the count.
     */
    public long removed() {
        return removed.getAcquire();
    }

    /**
     * Records that were moved.
     *
     * @return the count.
     */
    public long movedRecords() {
        return movedRecords.getAcquire();
    }

    /**
     * Bytes of the frames that were moved.
     *
     * @return bytes.
     */
    public long movedBytes() {
        return movedBytes.getAcquire();
    }

    /**
     * Tombstones that no older version needs any more.
     *
     * @return the count.
     */
    public long droppedTombstones() {
        return droppedTombstones.getAcquire();
    }

    /**
     * Bytes of all sealed segments when a victim was last looked for.
     *
     * @return bytes of frames.
     */
    public long sealedBytes() {
        return sealedBytes.getAcquire();
    }

    /**
     * How many of those lived.
     *
     * @return bytes of frames.
     */
    public long sealedLiveBytes() {
        return sealedLiveBytes.getAcquire();
    }
}
