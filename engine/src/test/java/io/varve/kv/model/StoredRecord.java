package io.varve.kv.model;

import io.varve.kv.compaction.TombstoneRule;

/**
 * One record of the simulated log.
 *
 * @param tombstone  whether it deletes its key.
 * @param key        its key; {@link #PADDING} for none.
 * @param sequence   its version.
 * @param rangeStart first segment that may hold an older version.
 * @param rangeEnd   last one, of a tombstone.
 * @param expireAt   time from which a put counts as absent.
 * @param relocated  whether compaction has written it.
 * @param complete   whether the log may end behind it: false within a batch.
 */
record StoredRecord(
    boolean tombstone, int key, long sequence, int rangeStart, int rangeEnd, long expireAt, boolean relocated,
    boolean complete) {

    static final int PADDING = -1;
    static final long NEVER = Long.MAX_VALUE;

    static StoredRecord padding() {
        return new StoredRecord(false, PADDING, 0, TombstoneRule.NO_OLDER_VERSION, 0, NEVER, true, true);
    }

    StoredRecord moved(final int newRangeStart) {
        return new StoredRecord(tombstone, key, sequence, newRangeStart, rangeEnd, expireAt, true, true);
    }

    StoredRecord asTombstone(final int newRangeEnd) {
        return new StoredRecord(true, key, sequence, rangeStart, newRangeEnd, NEVER, true, true);
    }

    boolean expired(final long time) {
        return expireAt <= time;
    }
}
