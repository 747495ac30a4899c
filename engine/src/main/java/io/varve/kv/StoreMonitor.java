package io.varve.kv;

import io.varve.index.IndexStatistics;
import io.varve.log.LogCounter;
import io.varve.log.LogFoundation;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;

/** Brings those counters up to date that a key-value store has and a log has not. */
final class StoreMonitor implements Agent {

    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final KeyValueStore store;
    private final LogFoundation foundation;
    private long nextNs = Long.MIN_VALUE;

    StoreMonitor(final KeyValueStore store, final LogFoundation foundation) {
        this.store = store;
        this.foundation = foundation;
    }

    @Override
    public String roleName() {
        return "store-monitor";
    }

    @Override
    public int doWork() {
        final long nowNs = foundation.log().config().monotonicClock().nanoTime();
        final KeyIndex index = store.index();
        if (nowNs < nextNs || index == null) {
            return 0;
        }
        nextNs = nowNs + INTERVAL_NS;
        final IndexStatistics statistics = index.table().statistics();
        foundation.count(LogCounter.KEYS, statistics.keys());
        foundation.count(LogCounter.INDEX_BYTES, statistics.touchedBytes());
        foundation.count(LogCounter.INDEX_LONGEST_CHAIN, statistics.longestChain());
        foundation.count(LogCounter.INDEX_SPLITS, statistics.splits());
        final Compaction compaction = store.compaction();
        foundation.count(LogCounter.SEALED_BYTES, compaction.sealedBytes());
        foundation.count(LogCounter.SEALED_LIVE_BYTES, compaction.sealedLiveBytes());
        foundation.count(LogCounter.COMPACTION_VICTIMS, compaction.victims());
        foundation.count(LogCounter.COMPACTION_REMOVED, compaction.removedSegments());
        foundation.count(LogCounter.COMPACTION_MOVED_BYTES, compaction.movedBytes());
        foundation.count(LogCounter.COMPACTION_DROPPED_TOMBSTONES, compaction.droppedTombstones());
        foundation.count(LogCounter.EXPIRED_KEYS, store.expiredKeys());
        foundation.count(LogCounter.CHECKPOINTS, store.checkpoints());
        return 0;
    }
}
