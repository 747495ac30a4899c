package io.varve.kv.compaction;

import io.varve.kv.record.SegmentSlots;
import io.varve.log.LogFoundation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;
import org.agrona.concurrent.Agent;

/** Takes emptied victims out of the store, as soon as {@link VictimRule} and who needs them allow. */
public final class VictimRelease implements Agent {

    private final LogFoundation foundation;
    private final SegmentSlots slots;
    private final SegmentNumbers listed;
    private final VictimScanner scanner;
    private final CompactionCounts counts;
    private final LongPredicate isPinned;
    private final ConcurrentLinkedQueue<Emptied> emptied = new ConcurrentLinkedQueue<>();
    private final List<Emptied> waiting = new ArrayList<>();

    /** A victim, and where the log ended when its last record had been looked at. */
    private record Emptied(long basePosition, long emptiedAt) {
    }

    /**
     * For a store.
     *
     * @param foundation of the store.
     * @param slots      of its segments.
     * @param listed     segments.
     * @param scanner    that is told.
     * @param counts     of what is done.
     * @param isPinned   whether a snapshot or a backup needs the segment with a base position.
     */
    public VictimRelease(final LogFoundation foundation, final SegmentSlots slots, final SegmentNumbers listed,
        final VictimScanner scanner, final CompactionCounts counts, final LongPredicate isPinned) {
        this.foundation = foundation;
        this.slots = slots;
        this.listed = listed;
        this.scanner = scanner;
        this.counts = counts;
        this.isPinned = isPinned;
        foundation.onRemoval(slots::retire, slots::free);
    }

    /**
     * Everything in a victim was looked at; for the writer.
     *
     * @param basePosition of the victim.
     * @param endOfLog     position of the next frame.
     */
    public void emptied(final long basePosition, final long endOfLog) {
        emptied.add(new Emptied(basePosition, endOfLog));
    }

    @Override
    public String roleName() {
        return "victim-release";
    }

    @Override
    public int doWork() {
        Emptied next = emptied.poll();
        while (next != null) {
            waiting.add(next);
            next = emptied.poll();
        }
        int work = foundation.giveBack();
        if (!waiting.isEmpty() && !foundation.isHalted()) {
            work += release();
        }
        return work;
    }

    private int release() {
        final long forced = foundation.log().durablePosition();
        final List<Long> candidates = new ArrayList<>();
        for (final Emptied victim : waiting) {
            if (!VictimRule.mayLeaveList(victim.emptiedAt(), forced)) {
                foundation.requestForce(victim.emptiedAt());
            } else {
                candidates.add(victim.basePosition());
            }
        }
        final List<Long> removed = candidates.isEmpty() ? candidates : foundation.removeSegments(candidates, isPinned);
        waiting.removeIf(victim -> removed.contains(victim.basePosition()));
        for (final long base : removed) {
            listed.remove(slots.number(base));
            scanner.released(slots.number(base));
            counts.removed.incrementAndGet();
        }
        return removed.size();
    }
}
