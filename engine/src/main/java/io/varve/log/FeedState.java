package io.varve.log;

import io.varve.frame.FrameDescriptor;

/**
 * Where the two sides of a feed stand towards each other. One word holds a state and a position, whose low bits are
 * free because frames are aligned.
 *
 * <p>Every state is left by one side only, so that a release store is enough for every change:
 *
 * <pre>
 *              dispatcher: queue full, or it cannot look at the log
 *   LIVE(s)  ------------------------------------------------------->  DETACHED(p)
 *      ^                                                                   |
 *      | dispatcher: j, past everything                                    | subscriber: has read
 *      | committed before the request                                      | the log nearly to its end
 *      +--------------------------  JOINING(c)  <--------------------------+
 * </pre>
 */
enum FeedState {

    /** All that matches in front of the position was queued. Left by the dispatcher. */
    LIVE,
    /** So was this, and nothing behind it will be. Left by the subscriber. */
    DETACHED,
    /** The subscriber reads the log to the position and asks where the queue is to begin. Left by the dispatcher. */
    JOINING;

    private static final FeedState[] STATES = values();
    private static final long MASK = FrameDescriptor.ALIGNMENT - 1;

    long at(final long position) {
        return position | ordinal();
    }

    static FeedState of(final long word) {
        return STATES[(int) (word & MASK)];
    }

    static long position(final long word) {
        return word & ~MASK;
    }
}
