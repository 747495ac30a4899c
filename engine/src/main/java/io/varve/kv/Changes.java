package io.varve.kv;

import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.FeedConfig;
import io.varve.log.FeedFilter;
import io.varve.log.LogCursor;
import io.varve.log.RecordLog;
import io.varve.settings.Rule;

/**
 * The changes of a key-value store, for those who follow it: caches, copies, other stores. Safe for use by many
 * threads.
 *
 * <p>A feed is exact from where it was opened on. Older changes are there only as far as compaction has not given their
 * segments back, and of a key that compaction has moved none may be left. So a full copy of a store is made in this
 * order: open a feed {@linkplain ChangeFeed#position() at the end}, read the store, then apply the changes of the feed
 * whose version is higher than the one that was read. What was deleted before the feed was opened is not there to be
 * read; what is deleted later comes as a change.
 *
 * <p>A consumer that is to go on after a restart commits a {@linkplain #cursor cursor} at the position of its feed.
 * What lies behind a cursor stays, so that a feed which begins there is exact as well.
 */
public final class Changes {

    /** In place of a position: the oldest change that is still there; changes behind it may be missing. */
    public static final long FROM_START = FeedConfig.FROM_START;
    /** In place of a position: behind the newest change. */
    public static final long FROM_END = FeedConfig.FROM_END;

    private static final FeedFilter FILTER =
        FeedFilter.ofTypes(KeyValueDescriptor.PUT, KeyValueDescriptor.DELETE);

    private final RecordLog log;

    Changes(final RecordLog log) {
        this.log = log;
    }

    /**
     * A new subscription.
     *
     * @param start {@link ChangeFeed#position()} of an earlier feed, {@link #FROM_START} or {@link #FROM_END}.
     * @return a feed.
     * @throws io.varve.ConfigurationException when no record begins at the position, or something behind it was given
     *                                         back, so that changes would be missing.
     * @throws io.varve.StoreFailedException   when the store has failed.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public ChangeFeed feed(final long start) {
        return new ChangeFeed(log.feed(FeedConfig.builder().start(start).filter(FILTER).build()));
    }

    /**
     * A new subscription from where a cursor was committed.
     *
     * @param cursor of this store.
     * @return a feed.
     * @throws io.varve.ConfigurationException when the store was cut in front of the cursor by a power loss, or the
     *                                         cursor is a new one and something behind it was given back before.
     * @throws io.varve.StoreFailedException   when the store has failed.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public ChangeFeed feed(final LogCursor cursor) {
        Rule.check(!cursor.isAhead(), "cursor", cursor.name(),
            "must not be ahead of the store, which was cut in front of it by a power loss; commit it anew");
        return feed(cursor.position());
    }

    /**
     * A named, durable place among the changes. What lies behind it stays in the store until the cursor is committed
     * further on.
     *
     * @param name of 1 to 64 letters, digits, {@code -} or {@code _}.
     * @return the cursor, the same object for the same name; made at the oldest change when there is none.
     * @throws io.varve.ConfigurationException when the name breaks the rule.
     * @throws io.varve.StoreCorruptException  when its file is damaged; see {@link #deleteCursor(String)}.
     */
    public LogCursor cursor(final String name) {
        return log.cursor(name);
    }

    /**
     * Delete a cursor, a damaged one too: it holds nothing back any more, and its name is free.
     *
     * @param name of the cursor.
     * @return whether there was one.
     * @throws io.varve.StoreFailedException when the file system refuses.
     */
    public boolean deleteCursor(final String name) {
        return log.deleteCursor(name);
    }
}
