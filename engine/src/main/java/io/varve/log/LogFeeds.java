package io.varve.log;

import io.varve.agent.AgentRole;
import io.varve.agent.ReaderEpochs;
import io.varve.settings.Rule;
import io.varve.store.SegmentTable;

/**
 * The feeds of an open log. The dispatcher runs while there is one. Retention holds this object's lock while it drops
 * segments, so that nothing is dropped between the choice of a feed's start and its registration.
 */
final class LogFeeds {

    private final LogConfig config;
    private final LogStatus status;
    private final LogSegments segments;
    private final ReaderEpochs epochs;
    private final FeedDispatcher dispatcher;
    private final MeasuredAgent measured;
    private boolean closed;

    LogFeeds(final LogConfig config, final LogStatus status, final SegmentTable table, final LogSegments segments,
        final ReaderEpochs epochs) {
        this.config = config;
        this.status = status;
        this.segments = segments;
        this.epochs = epochs;
        dispatcher = new FeedDispatcher(status, table, epochs);
        measured = new MeasuredAgent(AgentRole.DISPATCH, dispatcher, false, config, status);
    }

    synchronized LogFeed open(final FeedConfig feedConfig) {
        status.throwIfHalted();
        return open(new FeedChannel(feedConfig, start(feedConfig.start())));
    }

    /** Under the lock under which the start of the channel was chosen. */
    synchronized LogFeed open(final FeedChannel channel) {
        final boolean first = dispatcher.isIdle();
        dispatcher.add(channel);
        if (first) {
            config.agents().add(AgentRole.DISPATCH, measured);
        }
        return new LogFeed(this, channel, new LocalAccess(segments, status, epochs));
    }

    private long start(final long wanted) {
        if (wanted == FeedConfig.FROM_END) {
            return segments.committedPosition();
        }
        if (wanted == FeedConfig.FROM_START) {
            return segments.firstPosition();
        }
        try (LogReader probe = new LogReader(new LocalAccess(segments, status, epochs), null)) {
            probe.position(wanted);
            Rule.check(!segments.hasGapFrom(wanted), "start", wanted,
                "must have everything behind it still there: segments were taken out, and what they held cannot be "
                    + "handed out any more");
            return wanted;
        }
    }

    synchronized void remove(final FeedChannel channel) {
        dispatcher.remove(channel);
        if (!closed && dispatcher.isIdle()) {
            config.agents().remove(AgentRole.DISPATCH, measured);
        }
    }

    /** Ask the dispatcher to look at the state of the feeds soon. */
    void wake() {
        config.agents().wake(AgentRole.DISPATCH);
    }

    FeedDispatcher dispatcher() {
        return dispatcher;
    }

    long lowestHeld() {
        return dispatcher.lowestHeld();
    }

    /** The log is being closed; its feeds find out at their next poll. */
    synchronized void close() {
        closed = true;
        config.agents().remove(AgentRole.DISPATCH, measured);
        dispatcher.close();
    }
}
