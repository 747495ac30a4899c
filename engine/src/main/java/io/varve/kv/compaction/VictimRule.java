package io.varve.kv.compaction;

/**
 * Decides when a victim of compaction may leave the list of segments.
 *
 * <p>The rule: the log must be forced as far as it reached when the last record of the victim was looked at. The end of
 * the last record moved is not enough: a record that was found dead owes that to a later one, which may lie behind the
 * last move, and may be all of the victim.
 *
 * <p>No checkpoint has to come in between. A checkpoint may hold entries into segments that have left the list since;
 * whoever loads it leaves these out. What such an entry has pointed at is dead, or has been moved to a place behind the
 * start of the checkpoint, where replay finds it.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class VictimRule {

    private VictimRule() {
    }

    /**
     * Whether a list without the victim may be written.
     *
     * @param emptiedAt      end of the log when the last record of the victim had been looked at.
     * @param forcedPosition how far the log has been forced.
     * @return true when no power loss can lead back to the victim.
     */
    public static boolean mayLeaveList(final long emptiedAt, final long forcedPosition) {
        return emptiedAt <= forcedPosition;
    }
}
