package io.varve.kv.model;

/** The rules as they are, and known wrong ones, each with one of them broken. */
enum Variant {

    /** Nothing is broken. */
    RULES_KEPT,
    /** Compaction drops every tombstone. */
    TOMBSTONE_DROPPED_AT_ONCE,
    /** Compaction drops a tombstone when the index holds a later version of its key. */
    TOMBSTONE_DROPPED_WHEN_KEY_LIVES_AGAIN,
    /** A segment counts as gone for a tombstone once it is emptied, although a cursor keeps it in the list. */
    TOMBSTONE_DROPPED_WHEN_OLDER_SEGMENT_IS_EMPTIED,
    /** A put or a delete takes only the segment of the version that it replaces. */
    RANGE_NOT_TRANSITIVE,
    /** A moved put keeps its range, so that the copy left behind is in none. */
    RANGE_KEPT_WHEN_PUT_MOVES,
    /** Replay lets a moved tombstone remove a newer version. */
    MOVED_TOMBSTONE_UNCONDITIONAL,
    /** An expired put is dropped where a tombstone could not be. */
    EXPIRED_PUT_DROPPED,
    /** An expired put is dropped because active expiry has cleared its entry. */
    EXPIRED_PUT_OUTSIDE_INDEX_DROPPED,
    /** The segment goes as soon as it is emptied. */
    SEGMENT_DROPPED_WHEN_READERS_ARE_GONE,
    /** The log has to be forced past the moves out of the segment only. */
    SEGMENT_DROPPED_BY_LAST_MOVE,
    /** An entry of the checkpoint is believed although its segment is gone. */
    CHECKPOINT_ENTRY_OF_GONE_SEGMENT_KEPT,
    /** The file goes before the list without it is durable. */
    SEGMENT_DROPPED_BEFORE_LIST,
    /** The list without the segment is written before the durable cursors are asked. */
    CURSOR_ASKED_AFTER_LIST,
    /** The checkpoint is renamed before the log is forced past its end, and believed. */
    CHECKPOINT_BEFORE_FORCE_TRUSTED,
    /** The same, but ignored (not removed) by a recovery whose log does not reach its end. */
    CHECKPOINT_BEFORE_FORCE_IGNORED,
    /** Replay starts where copying the index ended. */
    REPLAY_FROM_CHECKPOINT_END,
    /** Recovery by sequence takes the copy that compaction left behind, not the moved one. */
    COPY_LEFT_BEHIND_WINS,
    /** The next sequence follows the highest one found, not the one that ROLL has. */
    SEQUENCE_FROM_RECORDS_LEFT,
    /** Recovery keeps the records of a batch that was cut. */
    HALF_BATCH_KEPT;

    /** Whether the checkpoint is renamed before the log is forced past its end. */
    boolean publishesBeforeForce() {
        return this == CHECKPOINT_BEFORE_FORCE_TRUSTED || this == CHECKPOINT_BEFORE_FORCE_IGNORED;
    }
}
