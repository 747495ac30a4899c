package io.varve.session;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;

/**
 * The lanes of a pool that nobody uses, and how many there are. Used under the lock of the pool.
 *
 * <p>The lane used last is handed out first, so that those at the far end grow old and can be closed. Lanes of the
 * overflow come and go with the load, so their memory is kept for a while: a lane's buffer is too large to be made and
 * thrown away by the thousand.
 */
final class LaneShelf {

    private final SessionPoolConfig config;
    private final SessionWriter writer;
    private final Deque<Lane> idle = new ArrayDeque<>();
    private final Deque<Lane> spares = new ArrayDeque<>();
    private final BitSet numbers = new BitSet();
    private int open;
    private boolean closed;

    long opened;
    long closedIdle;
    long closedOld;
    long closedOver;

    LaneShelf(final SessionPoolConfig config, final SessionWriter writer) {
        this.config = config;
        this.writer = writer;
    }

    int idleCount() {
        return idle.size();
    }

    int openCount() {
        return open;
    }

    /** How many lanes could be taken. */
    int available() {
        return closed ? 0 : idle.size() + config.permits() - open;
    }

    /** A lane to be used, or null when all are in use. */
    Lane take(final long nowNs) {
        Lane lane = idle.pollFirst();
        while (lane != null && isOld(lane, nowNs)) {
            closedOld++;
            close(lane);
            lane = idle.pollFirst();
        }
        return lane == null && open < config.permits() ? open(nowNs) : lane;
    }

    void giveBack(final Lane lane, final long nowNs, final int waiting) {
        if (closed) {
            close(lane);
        } else if (isOld(lane, nowNs)) {
            closedOld++;
            close(lane);
        } else {
            lane.idleSinceNs(nowNs);
            idle.addFirst(lane);
            trim(nowNs, waiting);
        }
    }

    /** Close what is open beyond the maximum and not waited for. */
    void trim(final long nowNs, final int waiting) {
        while (open > config.max() && idle.size() > waiting) {
            final Lane lane = idle.pollLast();
            closedOver++;
            open--;
            writer.retire(lane);
            lane.idleSinceNs(nowNs);
            spares.addFirst(lane);
        }
    }

    /** Close what is old or was not used for too long, and open what should always be there. */
    void sweep(final long nowNs) {
        for (final Iterator<Lane> lanes = idle.descendingIterator(); lanes.hasNext();) {
            final Lane lane = lanes.next();
            if (isOld(lane, nowNs)) {
                closedOld++;
                lanes.remove();
                close(lane);
            } else if (open > config.min() && isUnused(lane, nowNs)) {
                closedIdle++;
                lanes.remove();
                close(lane);
            }
        }
        while (!spares.isEmpty() && isUnused(spares.peekLast(), nowNs)) {
            numbers.clear(spares.pollLast().id());
        }
        while (open < config.min() && !closed) {
            final Lane lane = open(nowNs);
            lane.idleSinceNs(nowNs);
            idle.addLast(lane);
        }
    }

    void closeAll() {
        closed = true;
        idle.forEach(this::close);
        idle.clear();
        spares.clear();
    }

    private Lane open(final long nowNs) {
        Lane lane = spares.pollFirst();
        if (lane == null) {
            final int number = numbers.nextClearBit(0);
            lane = new Lane(number, config.laneCapacity(), writer.target().hasOutcomes());
            numbers.set(number);
        }
        lane.openedNs(nowNs);
        writer.attach(lane);
        opened++;
        open++;
        return lane;
    }

    private void close(final Lane lane) {
        open--;
        numbers.clear(lane.id());
        writer.retire(lane);
    }

    private boolean isOld(final Lane lane, final long nowNs) {
        return config.maxLifetimeNs() > 0 && nowNs - lane.openedNs() >= config.maxLifetimeNs();
    }

    private boolean isUnused(final Lane lane, final long nowNs) {
        return config.idleTimeoutNs() > 0 && nowNs - lane.idleSinceNs() >= config.idleTimeoutNs();
    }
}
