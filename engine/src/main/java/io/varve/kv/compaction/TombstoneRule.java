package io.varve.kv.compaction;

/**
 * Decides how long a deleted or expired key must stay dead in writing.
 *
 * <p>The rule: a tombstone is needed while a recovery may still read an older version of its key. Every put therefore
 * carries the start of the range of segments that may hold an older version, or another copy, of its key; a delete
 * takes the range over and closes it with its own segment. Whether the key lives again does not matter: the later
 * version knows nothing of the copies that the tombstone keeps dead.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class TombstoneRule {

    /** The start of the range of a put that has replaced nothing. */
    public static final int NO_OLDER_VERSION = Integer.MAX_VALUE;

    private TombstoneRule() {
    }

    /**
     * Where the range of a put or a delete starts that replaces a version. The range is inherited: the replaced
     * version may be gone while one that it has replaced itself is still there.
     *
     * @param segment    segment of the replaced version.
     * @param rangeStart start of the range of the replaced version.
     * @return the lower of both.
     */
    public static int rangeStartOfSuccessor(final int segment, final int rangeStart) {
        return Math.min(segment, rangeStart);
    }

    /**
     * Where the range of a put starts once compaction has moved it. The copy left behind counts like an older version:
     * a restart forgets that its segment was emptied, and nothing else leads a later delete to it. Segments that are
     * gone are left out, or the ranges of long-lived keys would only grow.
     *
     * @param rangeStart start of the range of the put in the victim.
     * @param victim     segment it moves from.
     * @param listed     the listed segments, the victim among them.
     * @return the lowest listed segment that may hold another copy or an older version.
     */
    public static int rangeStartOfRelocated(final int rangeStart, final int victim, final ListedSegments listed) {
        return listed.lowestFrom(Math.min(rangeStart, victim));
    }

    /**
     * Whether compaction may drop a tombstone instead of moving it: no listed segment lies in its range, its own left
     * out.
     *
     * @param rangeStart first segment of its range.
     * @param rangeEnd   last segment of its range: where the delete was written first.
     * @param victim     segment that is being compacted.
     * @param listed     the listed segments.
     * @return true when no recovery can read an older version.
     */
    public static boolean mayDrop(
        final int rangeStart, final int rangeEnd, final int victim, final ListedSegments listed) {
        return lowestBlocking(rangeStart, rangeEnd, victim, listed) == NO_OLDER_VERSION;
    }

    /**
     * Whether compaction may drop an expired put; otherwise a relocated tombstone takes its place, with the sequence
     * of the put and the range from its start to the victim.
     *
     * <p>It is asked of every expired put, also of one that the index no longer points at. Active expiry clears the
     * entry and writes nothing, so this put may be all that keeps an older version dead; a version put later then has
     * a range of its own. Only if the range of the version in the index reaches down as far does that one do the work.
     *
     * @param rangeStart       start of the range of the expired put.
     * @param victim           segment that is being compacted.
     * @param newestRangeStart start of the range of the other version of the key that the index points at;
     *                         {@link #NO_OLDER_VERSION} when it points at none.
     * @param listed           the listed segments.
     * @return true when no older version can come back.
     */
    public static boolean mayDropExpired(
        final int rangeStart, final int victim, final int newestRangeStart, final ListedSegments listed) {
        return newestRangeStart <= lowestBlocking(rangeStart, victim, victim, listed);
    }

    /**
     * Whether a tombstone met in the order of the log removes the key. A relocated one may lie above a newer put. It
     * removes a put of its own sequence: the expired one whose place it has taken.
     *
     * @param relocated         whether compaction has moved or made the tombstone.
     * @param tombstoneSequence sequence of the tombstone.
     * @param currentSequence   sequence of the version that the key has so far.
     * @return true when the key is to be removed.
     */
    public static boolean removes(
        final boolean relocated, final long tombstoneSequence, final long currentSequence) {
        return !relocated || currentSequence <= tombstoneSequence;
    }

    private static int lowestBlocking(
        final int rangeStart, final int rangeEnd, final int victim, final ListedSegments listed) {
        final int lowest = listed.lowestFrom(rangeStart);
        final int blocking = lowest == victim ? listed.lowestFrom(victim + 1) : lowest;
        return blocking <= rangeEnd ? blocking : NO_OLDER_VERSION;
    }
}
