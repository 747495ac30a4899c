package io.varve.kv.compaction;

/**
 * Decides when a victim of compaction may leave the list of segments.
 *
 * <p>The rule: after its last record has been looked at, a checkpoint must have begun and become durable, and the log
 * must be forced as far as it reached at that look. Neither can be said with the end of the last record moved: a
 * record that was found dead owes that to a later one, which may lie behind the last move, and may be all of the
 * victim.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class VictimRule {

    private VictimRule() {
    }

    /**
     * Whether a list without the victim may be written.
     *
     * <p>Checkpoints are compared by number. A checkpoint that starts at the position of the last look may have copied
     * its entries before: expiry clears entries and writes nothing. One that has begun before and ends later is no
     * better: what it has copied may point into the victim, and replay reads that.
     *
     * @param nextCheckpoint    number of the first checkpoint that had not begun when the last record of the victim had
     *                          been looked at.
     * @param durableCheckpoint number of the durable checkpoint.
     * @param emptiedAt         end of the log at that look.
     * @param forcedPosition    how far the log has been forced.
     * @return true when neither replay nor a power loss can lead back to the victim.
     */
    public static boolean mayLeaveList(
        final long nextCheckpoint, final long durableCheckpoint, final long emptiedAt, final long forcedPosition) {
        return nextCheckpoint <= durableCheckpoint && emptiedAt <= forcedPosition;
    }
}
