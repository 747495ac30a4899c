package io.varve.log;

import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentTable;
import java.util.Arrays;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts runs of matching records into the queues of all feeds of a log. It never waits and never maps: a feed that it
 * cannot serve is detached, and its subscriber reads the log itself.
 */
final class FeedDispatcher implements Agent {

    /** As long as something waits for a subscriber, so much is gathered before another run is queued. */
    static final int RUN_BYTES = 4096;
    /** How far one step looks through the log for one feed, so that others have their turn. */
    private static final int SCAN_BYTES = 256 << 10;
    private static final int BATCH_CONTINUES = FrameDescriptor.BATCH_FIRST | FrameDescriptor.BATCH_MIDDLE;

    private final LogStatus status;
    private final SegmentTable table;
    private final ReaderEpochs.Reader registration;
    private volatile FeedChannel[] channels = {};
    private boolean withinBatch;

    FeedDispatcher(final LogStatus status, final SegmentTable table, final ReaderEpochs epochs) {
        this.status = status;
        this.table = table;
        registration = epochs.register();
    }

    /** Under a lock of the caller's, as {@link #remove}. */
    void add(final FeedChannel channel) {
        final FeedChannel[] next = Arrays.copyOf(channels, channels.length + 1);
        next[next.length - 1] = channel;
        channels = next;
    }

    /** The dispatcher may still be serving the channel when this returns, which does no harm. */
    void remove(final FeedChannel channel) {
        channels = Arrays.stream(channels).filter(other -> other != channel).toArray(FeedChannel[]::new);
    }

    boolean isIdle() {
        return channels.length == 0;
    }

    long lowestHeld() {
        long lowest = Long.MAX_VALUE;
        for (final FeedChannel channel : channels) {
            lowest = Math.min(lowest, channel.held());
        }
        return lowest;
    }

    @Override
    public String roleName() {
        return "feed-dispatcher";
    }

    @Override
    public int doWork() {
        int work = 0;
        for (final FeedChannel channel : channels) {
            if (channel.isLive()) {
                work += serve(channel, status.committed.getAcquire());
            } else if (FeedState.of(channel.word()) == FeedState.JOINING) {
                // Loaded behind the request: not in front of anything that the subscriber has seen as committed.
                channel.answer(status.committed.getAcquire());
                work++;
            }
        }
        return work;
    }

    private int serve(final FeedChannel channel, final long committed) {
        final long fresh = committed - channel.next();
        if (fresh == 0 || fresh < RUN_BYTES && !channel.isDrained()) {
            return 0;
        }
        if (channel.config().filter().isOfAllTypes()) {
            if (channel.add(channel.next(), committed, false)) {
                channel.lookedAt(committed);
            } else {
                channel.detach(channel.next());
            }
            return 1;
        }
        registration.enter();
        try {
            scan(channel, committed);
        } finally {
            registration.exit();
        }
        return 1;
    }

    private void scan(final FeedChannel channel, final long committed) {
        final long limit = channel.next() + SCAN_BYTES;
        long position = channel.next();
        withinBatch = false;
        while (position < committed && (position < limit || withinBatch)) {
            final Segment segment = table.get(position);
            final long reached = segment == null ? ~position : scan(channel, segment, position, committed, limit);
            if (reached < 0) {
                channel.detach(~reached);
                return;
            }
            position = reached;
        }
        channel.lookedAt(position);
    }

    /** Returns where the next frame begins, or the complement of the first position that could not be handled. */
    private long scan(final FeedChannel channel, final Segment segment, final long from, final long committed,
        final long limit) {
        final FeedFilter filter = channel.config().filter();
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int segmentLength = segment.length();
        final int end = (int) Math.min(segmentLength, committed - base);
        int offset = Math.max((int) (from - base), SegmentHeader.LENGTH);
        try {
            while (offset < end && (base + offset < limit || withinBatch)) {
                // All frames in front of the committed position are published: plain loads are enough.
                final int length = buffer.getInt(offset);
                if (!FrameDescriptor.isPossibleLength(length, segmentLength - offset)) {
                    return ~(base + offset);
                }
                final int kind = buffer.getInt(offset + FrameDescriptor.KIND_OFFSET);
                final int next = offset + FrameDescriptor.alignedLength(length);
                if (filter.matchesType(FrameDescriptor.type(kind))
                    && !channel.add(base + offset, base + next, withinBatch)) {
                    return ~(base + offset);
                }
                withinBatch = (FrameDescriptor.flags(kind) & BATCH_CONTINUES) != 0;
                offset = next;
            }
            return base + offset;
        } catch (final InternalError ex) {
            // The page cannot be read; the subscriber will find that out by itself.
            return ~(base + offset);
        }
    }

    /** After the agent was removed. */
    void close() {
        channels = new FeedChannel[0];
        registration.close();
    }
}
