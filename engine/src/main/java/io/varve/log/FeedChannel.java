package io.varve.log;

import io.varve.agent.PaddedLong;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * What the dispatcher and one subscriber share: runs on their way there and back, and the state of the feed.
 *
 * <p>The number of runs, not the capacity of the queues, is the length of the queue: when none has come back, the
 * queue is full.
 *
 * <p>Not final, so that tests can take steps in between those of one side.
 */
class FeedChannel {

    /** Non-matching bytes between two records up to which they go into one run. */
    private static final int GAP = 1024;

    private final SpscVarHandleArrayQueue<FeedRun> queued;
    private final SpscVarHandleArrayQueue<FeedRun> free;
    private final PaddedLong word;
    /** Where the queue began when the dispatcher answered last; stored before the answer. */
    private final PaddedLong liveFrom;
    /** The first position that was not handed out; written by the subscriber, read by retention. */
    private final PaddedLong delivered;
    private final FeedConfig config;

    /** The rest belongs to the dispatcher. */
    private boolean live;
    private long next;
    private FeedRun open;

    FeedChannel(final FeedConfig config, final long start) {
        this(config, start, new SpscVarHandleArrayQueue<>(config.queueLength()));
    }

    FeedChannel(final FeedConfig config, final long start, final SpscVarHandleArrayQueue<FeedRun> queued) {
        this.config = config;
        this.queued = queued;
        free = new SpscVarHandleArrayQueue<>(config.queueLength());
        for (int i = 0; i < config.queueLength(); i++) {
            free.offer(new FeedRun());
        }
        word = new PaddedLong(FeedState.DETACHED.at(start));
        liveFrom = new PaddedLong(start);
        delivered = new PaddedLong(start);
    }

    FeedConfig config() {
        return config;
    }

    /** By any thread. To find the queue empty proves something about a word only if the word was loaded before. */
    long word() {
        return word.getAcquire();
    }

    /** By the side that leaves the present state. */
    void word(final long newWord) {
        word.setRelease(newWord);
    }

    /** Below which position retention must not go. */
    long held() {
        return config.droppable() ? Long.MAX_VALUE : delivered.getAcquire();
    }

    long delivered() {
        return delivered.getAcquire();
    }

    /** Subscriber: the next run, or null. */
    FeedRun poll() {
        return queued.poll();
    }

    /** Subscriber: give a run back when it was copied. */
    void giveBack(final FeedRun run) {
        free.offer(run);
    }

    /** Subscriber, when detached: the log was read up to a position that it has loaded as committed. */
    void join(final long committed) {
        word(FeedState.JOINING.at(committed));
    }

    /** Subscriber, when the dispatcher has answered. */
    long liveFrom() {
        return liveFrom.getAcquire();
    }

    /** Subscriber: what lies before may be given back. */
    void delivered(final long position) {
        if (position != delivered.getPlain()) {
            delivered.setRelease(position);
        }
    }

    /** Dispatcher: whether it queues for this subscriber. */
    boolean isLive() {
        return live;
    }

    /** Dispatcher: the first position it has not looked at. */
    long next() {
        return next;
    }

    /** Dispatcher: whether nothing waits for the subscriber. */
    boolean isDrained() {
        return queued.isEmpty();
    }

    /** Dispatcher: queue from a position on that was committed after the subscriber's request had been seen. */
    void answer(final long committed) {
        live = true;
        next = committed;
        liveFrom.setRelease(committed);
        word(FeedState.LIVE.at(committed));
    }

    /** Dispatcher: add a range to the open run, or open a new one; false when the queue is full. */
    boolean add(final long start, final long end, final boolean withinBatch) {
        if (open != null && (withinBatch || start - open.end <= GAP)) {
            open.end = end;
            return true;
        }
        flush();
        open = free.poll();
        if (open == null) {
            return false;
        }
        open.start = start;
        open.end = end;
        return true;
    }

    private void flush() {
        if (open != null) {
            // There are no more runs than the queue has room for.
            queued.offer(open);
            open = null;
        }
    }

    /** Dispatcher: everything in front of a position that matches was added. The runs are queued before the word. */
    void lookedAt(final long position) {
        flush();
        next = position;
        word(FeedState.LIVE.at(position));
    }

    /** Dispatcher: so it was, but nothing behind it will be, until the subscriber asks to join. */
    void detach(final long position) {
        flush();
        live = false;
        word(FeedState.DETACHED.at(position));
    }
}
