package io.varve.log;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.settings.DebugSwitch;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A subscription to the records of a log that match a filter: each of them once, in the order of the log. Polled by
 * one thread at a time.
 *
 * <p>An agent of the log looks for matching records on behalf of all feeds and queues where they are; the subscriber
 * reads them where they stand, without copying. A subscriber that is slow delays neither the writer nor other feeds:
 * when its queue is full it is told from where on nothing was queued, reads the log from there by itself, and joins
 * the queue again when it has caught up. It is not told of that, and notices nothing but {@link #isLive()}.
 *
 * <p>Retention keeps what a feed has not handed out yet, unless the feed is droppable. With agents that the
 * application runs itself, a feed that has caught up advances only when they run.
 */
public final class LogFeed implements AutoCloseable {

    /** The feed, or its log, is closed. */
    public static final int CLOSED = LogReader.CLOSED;
    /** The feed is droppable and retention has dropped what it would have handed out next. It does not go on. */
    public static final int POSITION_GONE = LogReader.POSITION_GONE;
    /** The bytes at the feed's position are damaged. It does not go on. */
    public static final int CORRUPT = LogReader.CORRUPT;
    /** The log has failed, and everything that is known to be durable was handed out. */
    public static final int FAILED = -4;

    /** Room in the log of a small record, and so of the shortest run. */
    private static final int SMALL_RECORD = 64;

    private final LogFeeds feeds;
    private final FeedChannel channel;
    private final SegmentAccess segments;
    private final FeedFilter filter;
    private final boolean allTypes;
    private final long joinBytes;
    private final RecordHeader header = new RecordHeader();
    private long position;
    /** What matches from the position up to here is to be handed out next. */
    private long end;
    /** Whether the dispatcher was asked, and the answer was not seen yet. */
    private boolean joining;
    private boolean polling;
    /** {@link #CORRUPT} when damage was met: what lies behind it is not handed out as if nothing were missing. */
    private int damage;
    private volatile boolean closed;

    LogFeed(final LogFeeds feeds, final FeedChannel channel, final SegmentAccess segments) {
        this.feeds = feeds;
        this.channel = channel;
        this.segments = segments;
        filter = channel.config().filter();
        allTypes = filter.isOfAllTypes();
        joinBytes = (long) channel.config().queueLength() * SMALL_RECORD;
        position = channel.delivered();
        end = position;
    }

    /**
     * Hand out records. When the handler throws, its exception is passed on, and the feed goes on behind the record.
     *
     * @param handler to be called for each record; may close the feed, must not poll it.
     * @param limit   of records, 1 or more.
     * @return how many records were handed out, 0 when there is none now, or a negative code.
     */
    public int poll(final RecordHandler handler, final int limit) {
        if (closed) {
            return CLOSED;
        }
        segments.enter(position);
        polling = true;
        try {
            final long bound = segments.bound(Long.MAX_VALUE);
            if (bound < 0 || damage < 0) {
                return bound < 0 ? CLOSED : damage;
            }
            return poll(DebugSwitch.POISON ? LentViews.toHandler(handler) : handler, bound, limit);
        } finally {
            polling = false;
            channel.delivered(position);
            segments.exit();
            if (closed) {
                segments.close();
            }
        }
    }

    private int poll(final RecordHandler handler, final long bound, final int limit) {
        int count = 0;
        int code = 0;
        while (count < limit && !closed && damage == 0 && (position < end || findMore())) {
            final long stop = Math.min(end, bound);
            if (position >= stop) {
                break;
            }
            final int walked = walk(handler, stop, limit - count);
            if (walked < 0) {
                code = walked;
                break;
            }
            count += walked;
        }
        if (count > 0) {
            return count;
        }
        // There is a bound only when the log has failed.
        return code == 0 && position >= bound ? FAILED : code;
    }

    /** When everything up to the end was handed out: find out what comes next. False when that is nothing now. */
    private boolean findMore() {
        // The word before the queue: runs are queued before a word that counts them in.
        final long word = channel.word();
        final FeedState state = FeedState.of(word);
        if (state == FeedState.JOINING) {
            return false;
        }
        if (joining) {
            joining = false;
            end = channel.liveFrom();
            if (position < end) {
                return true;
            }
        }
        final FeedRun run = channel.poll();
        if (run != null) {
            assert run.start >= position : "queued again from " + run.start + ", handed out to " + position;
            position = run.start;
            end = run.end;
            channel.giveBack(run);
            return true;
        }
        // The queue was drained as of the word: in front of its position nothing is left.
        position = Math.max(position, FeedState.position(word));
        end = position;
        return state == FeedState.DETACHED && readLog();
    }

    /** Nothing is queued until the subscriber asks for it: read the log to its end. */
    private boolean readLog() {
        // Loaded before the request, so that the dispatcher does not answer with less.
        end = segments.committedPosition();
        if (end - position <= joinBytes) {
            joining = true;
            channel.join(end);
            feeds.wake();
        }
        return position < end;
    }

    /** Hand out what matches, up to a stop and the end of the segment. */
    private int walk(final RecordHandler handler, final long stop, final int limit) {
        final Segment segment = segments.find(position);
        if (segment == null) {
            return missing();
        }
        final UnsafeBuffer buffer = segment.buffer();
        final long base = segment.basePosition();
        final int segmentLength = segment.length();
        final int stopOffset = (int) Math.min(segmentLength, stop - base);
        int offset = Math.max((int) (position - base), SegmentHeader.LENGTH);
        int count = 0;
        try {
            while (count < limit && offset < stopOffset && !closed) {
                // All frames in front of the stop are published: plain loads are enough.
                final int at = offset;
                final int length = buffer.getInt(at);
                if (!FrameDescriptor.isPossibleLength(length, segmentLength - at)) {
                    damage = CORRUPT;
                    return count > 0 ? count : damage;
                }
                offset += FrameDescriptor.alignedLength(length);
                if (isWanted(FrameDescriptor.type(buffer.getInt(at + FrameDescriptor.KIND_OFFSET)))) {
                    header.wrap(buffer, at, base + at);
                    if (filter.matches(header)) {
                        count++;
                        handler.onRecord(buffer, at + FrameDescriptor.BODY_OFFSET,
                            length - FrameDescriptor.HEADER_LENGTH, header);
                    }
                }
            }
        } catch (final InternalError ex) {
            damage = CORRUPT;
            return damage;
        } finally {
            position = base + offset;
        }
        return count;
    }

    /** A segment in front of the committed position is not there. */
    private int missing() {
        if (segments.bound(Long.MAX_VALUE) < 0) {
            return CLOSED;
        }
        if (position < segments.firstPosition()) {
            return POSITION_GONE;
        }
        final long next = segments.next(position);
        if (next > position) {
            // Nothing was taken out since the feed began: it did so in front of what is missing.
            position = next;
            return 0;
        }
        damage = CORRUPT;
        return damage;
    }

    private boolean isWanted(final int type) {
        return allTypes ? FrameType.isUser(type) : filter.matchesType(type);
    }

    /**
     * Up to where the feed had handed out what matches when the last poll ended. A feed that is opened there goes on
     * with the next record. By any thread.
     *
     * @return position in the log.
     */
    public long position() {
        return channel.delivered();
    }

    /**
     * Whether the feed takes its records from its queue, and does not read the log to catch up. By any thread.
     *
     * @return true when it does.
     */
    public boolean isLive() {
        return !closed && FeedState.of(channel.word()) == FeedState.LIVE;
    }

    /**
     * End the subscription; nothing is held back for it any more. By the thread that polls, or when none does.
     * Repeated calls do nothing.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            feeds.remove(channel);
            if (!polling) {
                segments.close();
            }
        }
    }
}
