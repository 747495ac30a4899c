package io.varve.kv;

import io.varve.log.LogFeed;
import io.varve.log.RecordHandler;

/**
 * A subscription to the changes of a key-value store: each put and each delete once, in the order in which they were
 * made. That compaction moves a record is no change, and neither is that a key expires. Polled by one thread at a time;
 * must be closed.
 *
 * <p>An open feed holds back the giving back of segments that it has not read, so it never misses a change. A
 * subscriber that is slow delays neither the writer nor other feeds, but the store grows meanwhile.
 */
public final class ChangeFeed implements AutoCloseable {

    /** The feed, or its store, is closed. */
    public static final int CLOSED = LogFeed.CLOSED;
    /** The bytes at the feed's position are damaged. It does not go on. */
    public static final int CORRUPT = LogFeed.CORRUPT;
    /** The store has failed, and everything that is known to be durable was handed out. */
    public static final int FAILED = LogFeed.FAILED;

    private final LogFeed feed;
    private final KeyChange change = new KeyChange();
    private ChangeHandler present;
    private final RecordHandler toChange =
        (buffer, offset, length, header) -> present.onChange(change.wrap(buffer, offset, length, header));

    ChangeFeed(final LogFeed feed) {
        this.feed = feed;
    }

    /**
     * Hand out changes. When the handler throws, its exception is passed on, and the feed goes on behind the change.
     *
     * @param handler to be called for each change.
     * @param limit   of changes, 1 or more.
     * @return how many changes were handed out, 0 when there is none now, or a negative code.
     */
    public int poll(final ChangeHandler handler, final int limit) {
        present = handler;
        return feed.poll(toChange, limit);
    }

    /**
     * Up to where changes were handed out when the last poll ended. A feed that is opened there goes on with the next
     * change; what is kept to survive this process is a {@linkplain Changes#cursor cursor} that is committed there.
     *
     * @return position in the log.
     */
    public long position() {
        return feed.position();
    }

    /**
     * Whether the feed has caught up and is served as changes are made. By any thread.
     *
     * @return true when it does not read the log to catch up.
     */
    public boolean isLive() {
        return feed.isLive();
    }

    /** End the subscription; nothing is held back for it any more. Repeated calls do nothing. */
    @Override
    public void close() {
        feed.close();
    }
}
