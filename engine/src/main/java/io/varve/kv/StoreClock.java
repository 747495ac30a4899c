package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.log.FrameAppender;
import io.varve.log.LogFoundation;

/** The time of a store. The writer's thread moves it on, any thread reads it. */
final class StoreClock {

    private static final long NS_PER_MS = 1_000_000L;
    /** The greatest time, in ms since the Unix epoch, that a record can have: in the year 2262. */
    static final long MAX_MS = Long.MAX_VALUE / NS_PER_MS;

    private final LogFoundation foundation;
    private final FrameAppender frames;
    private final boolean wall;
    /** Time of the last record in ns; only for {@link StoreTime#COMMAND}. */
    private final PaddedLong appliedNs;
    private long commandNs;
    /** Whether an agent refreshes the cached time: it does so from the first record on. */
    private volatile boolean ticking;

    StoreClock(final StoreTime storeTime, final LogFoundation foundation, final FrameAppender frames) {
        this.foundation = foundation;
        this.frames = frames;
        wall = storeTime == StoreTime.WALL;
        appliedNs = new PaddedLong(Math.max(foundation.log().recovery().lastTimestamp(), 0));
    }

    boolean isWall() {
        return wall;
    }

    /** For any thread: ms since the Unix epoch. */
    long nowMs() {
        if (!wall) {
            return appliedNs.getAcquire() / NS_PER_MS;
        }
        if (!ticking) {
            foundation.refreshTime();
        }
        return foundation.timeNs() / NS_PER_MS;
    }

    /** For the writer: the time by which a command decides, ms since the Unix epoch. */
    long commandNowMs() {
        if (!wall) {
            return recordNs() / NS_PER_MS;
        }
        foundation.refreshTime();
        return foundation.timeNs() / NS_PER_MS;
    }

    /** For the writer: the time of the commands that follow. */
    void command(final long timeMs) {
        commandNs = timeMs * NS_PER_MS;
    }

    /** For the writer: the time of a record for which room was made, in ns. */
    long recordNs() {
        return wall ? frames.timeNs() : Math.max(appliedNs.getPlain(), commandNs);
    }

    /** For the writer: a record of that time can be found. */
    void applied(final long recordNs) {
        if (!wall) {
            appliedNs.setRelease(recordNs);
        } else if (!ticking) {
            ticking = true;
        }
    }
}
