package io.varve.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.agrona.BitUtil;

/**
 * The mapped segments of a store, found by position.
 *
 * <p>Changed under its own lock, read by any thread without one. A reader that does not own the store's agents looks a
 * segment up only while it is announced to the reclaimer.
 */
public final class SegmentTable {

    private static final int INITIAL_CAPACITY = 16;

    private final int positionShift;
    private volatile AtomicReferenceArray<Segment> slots = new AtomicReferenceArray<>(INITIAL_CAPACITY);

    /**
     * For a store with segments of one length.
     *
     * @param segmentLength in bytes, a power of two.
     */
    public SegmentTable(final int segmentLength) {
        positionShift = Integer.numberOfTrailingZeros(segmentLength);
    }

    /**
     * Find a segment.
     *
     * @param position in the log.
     * @return the mapped segment that holds it, or null.
     */
    public Segment get(final long position) {
        final AtomicReferenceArray<Segment> table = slots;
        final long number = position >>> positionShift;
        final Segment segment = table.getAcquire((int) number & table.length() - 1);
        return segment != null && segment.basePosition() >>> positionShift == number ? segment : null;
    }

    /**
     * Add a segment.
     *
     * @param segment that was mapped.
     */
    public synchronized void put(final Segment segment) {
        AtomicReferenceArray<Segment> table = slots;
        while (isTakenByOther(table, segment)) {
            table = grown(table);
        }
        table.setRelease(slot(table, segment), segment);
        slots = table;
    }

    /**
     * Remove a segment. It may be unmapped when all readers have moved on.
     *
     * @param segment to be removed.
     */
    public synchronized void remove(final Segment segment) {
        final AtomicReferenceArray<Segment> table = slots;
        final int slot = slot(table, segment);
        if (table.getAcquire(slot) == segment) {
            table.setRelease(slot, null);
        }
    }

    /**
     * Look at all segments.
     *
     * @param consumer of each one, in no order.
     */
    public synchronized void forEach(final Consumer<Segment> consumer) {
        final AtomicReferenceArray<Segment> table = slots;
        for (int i = 0; i < table.length(); i++) {
            final Segment segment = table.getAcquire(i);
            if (segment != null) {
                consumer.accept(segment);
            }
        }
    }

    /**
     * Remove all segments.
     *
     * @param consumer of each one.
     */
    public synchronized void drain(final Consumer<Segment> consumer) {
        final AtomicReferenceArray<Segment> table = slots;
        for (int i = 0; i < table.length(); i++) {
            final Segment segment = table.getAndSet(i, null);
            if (segment != null) {
                consumer.accept(segment);
            }
        }
    }

    private boolean isTakenByOther(final AtomicReferenceArray<Segment> table, final Segment segment) {
        final Segment other = table.getAcquire(slot(table, segment));
        return other != null && other.basePosition() != segment.basePosition();
    }

    private AtomicReferenceArray<Segment> grown(final AtomicReferenceArray<Segment> table) {
        final AtomicReferenceArray<Segment> larger =
            new AtomicReferenceArray<>(BitUtil.findNextPositivePowerOfTwo(table.length() + 1));
        for (int i = 0; i < table.length(); i++) {
            final Segment segment = table.getAcquire(i);
            if (segment != null) {
                larger.setPlain(slot(larger, segment), segment);
            }
        }
        return larger;
    }

    private int slot(final AtomicReferenceArray<Segment> table, final Segment segment) {
        return (int) (segment.basePosition() >>> positionShift) & table.length() - 1;
    }
}
