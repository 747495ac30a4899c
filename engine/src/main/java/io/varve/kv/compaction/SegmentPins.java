package io.varve.kv.compaction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Segments that must stay in the store although compaction may have emptied them, because somebody reads them. Safe for
 * use by many threads.
 */
public final class SegmentPins implements LongPredicate {

    /** How often each segment is pinned, by base position. */
    private final Map<Long, Integer> pins = new HashMap<>();

    /** Nothing is pinned. */
    public SegmentPins() {
        super();
    }

    /**
     * Let segments stay. While nothing is taken out of the store, so that they are still there.
     *
     * @param bases positions.
     */
    public synchronized void pin(final List<Long> bases) {
        bases.forEach(base -> pins.merge(base, 1, Integer::sum));
    }

    /**
     * Give up what {@link #pin} has done, once.
     *
     * @param bases positions.
     */
    public synchronized void unpin(final List<Long> bases) {
        bases.forEach(base -> pins.computeIfPresent(base, (key, count) -> count == 1 ? null : count - 1));
    }

    @Override
    public synchronized boolean test(final long base) {
        return pins.containsKey(base);
    }
}
