package io.varve.log;

import io.varve.store.PublishFailedException;
import io.varve.store.Segment;
import io.varve.store.SegmentList;
import io.varve.store.SegmentTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;

/**
 * Gives back what a log does not need any more: the files of segments that retention drops, and the mappings of all
 * but the newest full segments. A reader of an older one maps it again, for a while.
 *
 * <p>A dropped segment leaves the store in this order: the list without it is durable; it leaves the table; the epoch
 * of readers moves on and every reader has been outside or announced the new one; then the file is deleted and the
 * memory unmapped. Whatever interrupts this, the next open finds an unlisted file and deletes it.
 */
final class LogRetention implements Agent {

    private static final long INTERVAL_NS = 50_000_000L;
    /** So many full segments stay mapped; more are unmapped and mapped again when a reader comes. */
    private static final int MAPPED_SEGMENTS = 4;

    private final LogConfig config;
    private final SegmentList list;
    private final SegmentTable table;
    private final LogStatus status;
    private final LogSegments segments;
    private final LogCursors cursors;
    private final LogFeeds feeds;
    private final RetiredSegments retired;
    private long nextCheckNs = Long.MIN_VALUE;
    /** What stands at the beginning of the segment that was looked at last, if anything does. */
    private SegmentStart start;
    private long startPosition;

    LogRetention(final LogConfig config, final SegmentList list, final SegmentTable table, final LogStatus status,
        final LogSegments segments, final LogCursors cursors, final LogFeeds feeds, final RetiredSegments retired) {
        this.config = config;
        this.list = list;
        this.table = table;
        this.status = status;
        this.segments = segments;
        this.cursors = cursors;
        this.feeds = feeds;
        this.retired = retired;
    }

    @Override
    public String roleName() {
        return "log-retention";
    }

    @Override
    public int doWork() {
        int work = retired.giveBack();
        final long now = config.monotonicClock().nanoTime();
        if (now >= nextCheckNs && !status.isHalted()) {
            nextCheckNs = now + INTERVAL_NS;
            // What is being opened holds its start from before anything is chosen, or after it is gone.
            synchronized (feeds) {
                synchronized (cursors) {
                    work += dropSegments(config.clock().nanoTime());
                }
            }
            work += unmapOld();
        }
        return work;
    }

    private int dropSegments(final long nowNs) {
        if (config.retention().keepsAll()) {
            return 0;
        }
        final List<Long> drop = droppable(nowNs);
        if (drop.isEmpty()) {
            return 0;
        }
        try {
            list.remove(drop);
        } catch (final PublishFailedException ex) {
            status.fail(ex);
            return 0;
        } catch (final IOException ex) {
            status.events.failed("dropping segments", ex);
            // The old list still stands, and so do its segments: the next round tries again.
            return 0;
        }
        segments.firstPosition(drop.get(drop.size() - 1) + config.segmentLength());
        for (final long base : drop) {
            retired.add(base, table.get(base), true);
            status.events.dropped(base);
        }
        return drop.size();
    }

    private List<Long> droppable(final long nowNs) {
        final List<Long> drop = new ArrayList<>();
        final long committed = status.committed.getAcquire();
        final long held = Math.min(Math.min(cursors.lowestHeld(), feeds.lowestHeld()),
            status.durable.getAcquire());
        status.events.set(LogCounter.RETENTION_HELD_POSITION, held);
        long base = segments.firstPosition();
        while (base + config.segmentLength() <= held && base + config.segmentLength() < committed
            && allows(base + config.segmentLength(), committed, nowNs)) {
            drop.add(base);
            base += config.segmentLength();
        }
        return drop;
    }

    private boolean allows(final long end, final long committed, final long nowNs) {
        // Asked at every check, and for the same segment until it may go.
        if (start == null || startPosition != end) {
            start = SegmentStart.of(segments.find(end));
            startPosition = end;
        }
        return start != null && config.retention().allows(committed - end,
            status.nextSequence.getAcquire() - start.sequence(), nowNs - start.timestamp());
    }

    private int unmapOld() {
        final List<Segment> full = new ArrayList<>();
        final long durable = status.durable.getAcquire();
        table.forEach(segment -> {
            if (segment.endPosition() <= durable) {
                full.add(segment);
            }
        });
        full.sort((left, right) -> Long.compare(left.basePosition(), right.basePosition()));
        for (int i = 0; i < full.size() - MAPPED_SEGMENTS; i++) {
            retired.add(full.get(i).basePosition(), full.get(i), false);
        }
        return Math.max(full.size() - MAPPED_SEGMENTS, 0);
    }
}
