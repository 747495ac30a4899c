package io.varve.kv.compaction;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * For each slot how many bytes of tombstones its segment has, and the lowest segment that they keep dead. Written by
 * the writer's thread, read by any.
 */
public final class TombstonesBySlot {

    /** Bytes in the high half, the lowest segment in the low one. */
    private volatile AtomicLongArray words = new AtomicLongArray(64);

    /** There are no tombstones. */
    public TombstonesBySlot() {
        super();
    }

    /**
     * Count a tombstone; for the writer's thread.
     *
     * @param slot       of its segment.
     * @param bytes      of its frame.
     * @param rangeStart first segment of its range.
     */
    public void add(final int slot, final int bytes, final int rangeStart) {
        AtomicLongArray array = words;
        if (slot >= array.length()) {
            array = grown(array, slot);
        }
        final long word = array.getPlain(slot);
        final int lowest = word == 0 ? rangeStart : Math.min((int) word, rangeStart);
        array.setRelease(slot, (word >>> Integer.SIZE) + bytes << Integer.SIZE | lowest);
    }

    /**
     * Forget a segment; for the writer's thread.
     *
     * @param slot that gets another one.
     */
    public void clear(final int slot) {
        if (slot < words.length()) {
            words.setRelease(slot, 0);
        }
    }

    private AtomicLongArray grown(final AtomicLongArray array, final int slot) {
        final AtomicLongArray larger = new AtomicLongArray(Math.max(slot + 1, 2 * array.length()));
        for (int i = 0; i < array.length(); i++) {
            larger.setPlain(i, array.getPlain(i));
        }
        words = larger;
        return larger;
    }

    /**
     * Set what was once read as {@link #word(int)}; for the writer's thread.
     *
     * @param slot of a segment.
     * @param word of that segment.
     */
    public void set(final int slot, final long word) {
        final AtomicLongArray array = slot < words.length() ? words : grown(words, slot);
        array.setRelease(slot, word);
    }

    /**
     * What is known of a segment, in one word, to be kept.
     *
     * @param slot of the segment.
     * @return bytes in the high half, the lowest segment in the low one; 0 when it has no tombstones.
     */
    public long word(final int slot) {
        final AtomicLongArray array = words;
        return slot < array.length() ? array.getAcquire(slot) : 0;
    }

    /**
     * The bytes of the tombstones of a segment.
     *
     * @param slot of the segment.
     * @return bytes of frames.
     */
    public long bytes(final int slot) {
        return word(slot) >>> Integer.SIZE;
    }

    /**
     * The lowest segment that the tombstones of a segment keep dead.
     *
     * @param slot of the segment.
     * @return its number, or {@link TombstoneRule#NO_OLDER_VERSION} when it has no tombstones.
     */
    public int lowestRangeStart(final int slot) {
        final long word = word(slot);
        return word == 0 ? TombstoneRule.NO_OLDER_VERSION : (int) word;
    }
}
