package io.varve.kv.compaction;

import java.util.Arrays;

/**
 * The numbers of the listed segments that hold records. Changed by several threads, read by any without a lock.
 */
public final class SegmentNumbers implements ListedSegments {

    private volatile int[] numbers = {};

    /** No segment is listed. */
    public SegmentNumbers() {
        super();
    }

    /**
     * Add a segment.
     *
     * @param number of the segment, higher than all others.
     */
    public synchronized void add(final int number) {
        final int[] next = Arrays.copyOf(numbers, numbers.length + 1);
        next[next.length - 1] = number;
        numbers = next;
    }

    /**
     * Take a segment out, after a list without it is durable.
     *
     * @param number of the segment.
     */
    public synchronized void remove(final int number) {
        numbers = Arrays.stream(numbers).filter(other -> other != number).toArray();
    }

    /**
     * All of them.
     *
     * @return numbers, ascending; not to be changed.
     */
    public int[] all() {
        return numbers;
    }

    @Override
    public int lowestFrom(final int segment) {
        final int[] all = numbers;
        final int found = Arrays.binarySearch(all, segment);
        final int index = found >= 0 ? found : -found - 1;
        return index < all.length ? all[index] : Integer.MAX_VALUE;
    }
}
