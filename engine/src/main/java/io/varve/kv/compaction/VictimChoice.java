package io.varve.kv.compaction;

import io.varve.kv.record.SegmentSlots;
import java.util.function.IntPredicate;

/**
 * Chooses what to compact, by the space that it gives back, what that costs, and its age: a segment that has not
 * changed for long is worth cleaning at less gain. The formula is that of Rosenblum and Ousterhout, "The design and
 * implementation of a log-structured file system" (1992), section 3.6: (1 - u) x age / (1 + u), where u is the part
 * that has to be moved.
 */
public final class VictimChoice {

    /** A segment of which more than that has to be moved is not worth it. */
    private static final double MOST_MOVED = 0.97;

    /** More tombstones than that, by live bytes, and the oldest segment they need goes, whatever lives in it. */
    private static final double MOST_TOMBSTONES = 0.05;

    private final SegmentNumbers listed;
    private final SegmentSlots slots;
    private final BytesBySlot liveBytes;
    private final TombstonesBySlot tombstones;
    private final long segmentBytes;

    private long sealedBytes;
    private long sealedLiveBytes;
    private long tombstoneBytes;
    private double movedPart;

    /**
     * For a store.
     *
     * @param listed         segments.
     * @param slots          of the segments.
     * @param liveBytes      by slot.
     * @param tombstones     by slot.
     * @param segmentBytes   that a segment has for frames.
     */
    public VictimChoice(final SegmentNumbers listed, final SegmentSlots slots, final BytesBySlot liveBytes,
        final TombstonesBySlot tombstones, final long segmentBytes) {
        this.listed = listed;
        this.slots = slots;
        this.liveBytes = liveBytes;
        this.tombstones = tombstones;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Choose a segment, and count what all sealed ones have.
     *
     * @param tailNumber number of the segment that is being written; all below are sealed.
     * @param isTaken    whether a segment is being compacted already, or has been.
     * @return the number of the best victim, or -1 when there is none.
     */
    public int choose(final int tailNumber, final IntPredicate isTaken) {
        sealedBytes = 0;
        sealedLiveBytes = 0;
        tombstoneBytes = 0;
        int lowestRangeStart = TombstoneRule.NO_OLDER_VERSION;
        int best = SegmentSlots.NONE;
        double bestScore = 0;
        for (final int number : listed.all()) {
            final int slot = slots.slotOf(number);
            if (number >= tailNumber || slot == SegmentSlots.NONE) {
                continue;
            }
            sealedBytes += segmentBytes;
            sealedLiveBytes += liveBytes.get(slot);
            if (areNeeded(slot, number)) {
                tombstoneBytes += tombstones.bytes(slot);
                lowestRangeStart = Math.min(lowestRangeStart, tombstones.lowestRangeStart(slot));
            }
            final double moved = moved(slot, number);
            final double score = (1 - moved) * (tailNumber - number) / (1 + moved);
            if (moved <= MOST_MOVED && score > bestScore && !isTaken.test(number)) {
                best = number;
                bestScore = score;
            }
        }
        if (hasManyTombstones()) {
            final int blocking = listed.lowestFrom(lowestRangeStart);
            best = blocking < tailNumber && !isTaken.test(blocking) ? blocking : best;
        }
        movedPart = best == SegmentSlots.NONE ? 1 : Math.min(moved(slots.slotOf(best), best), 1);
        return best;
    }

    /** Whether a listed segment may hold what the tombstones of a segment keep dead. */
    private boolean areNeeded(final int slot, final int number) {
        return listed.lowestFrom(tombstones.lowestRangeStart(slot)) < number;
    }

    private double moved(final int slot, final int number) {
        final long needed = areNeeded(slot, number) ? tombstones.bytes(slot) : 0;
        return (double) (liveBytes.get(slot) + needed) / segmentBytes;
    }

    /**
     * Whether tombstones take so much that segments are to be compacted because of them.
     *
     * @return true when it was so at the last choice.
     */
    public boolean hasManyTombstones() {
        return tombstoneBytes > Math.max(MOST_TOMBSTONES * sealedLiveBytes, segmentBytes * MOST_TOMBSTONES);
    }

    /**
     * The part of the last choice that has to be moved.
     *
     * @return from 0 to 1.
     */
    public double movedPart() {
        return movedPart;
    }

    /**
     * The bytes of all sealed segments, as {@link #choose} has counted them.
     *
     * @return bytes of frames.
     */
    public long sealedBytes() {
        return sealedBytes;
    }

    /**
     * How many of those live.
     *
     * @return bytes of frames.
     */
    public long sealedLiveBytes() {
        return sealedLiveBytes;
    }
}
