package io.varve.kv.compaction;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count of bytes for each slot. Written by the writer's thread, read by any.
 */
public final class BytesBySlot {

    private volatile AtomicLongArray counts = new AtomicLongArray(64);

    /** Nothing is counted. */
    public BytesBySlot() {
        super();
    }

    /**
     * Count; for the writer's thread.
     *
     * @param slot  of a segment.
     * @param bytes to be added, negative ones taken away; the count never falls below 0.
     */
    public void add(final int slot, final long bytes) {
        AtomicLongArray array = counts;
        if (slot >= array.length()) {
            array = grown(array, slot);
        }
        array.setRelease(slot, Math.max(array.getPlain(slot) + bytes, 0));
    }

    private AtomicLongArray grown(final AtomicLongArray array, final int slot) {
        final AtomicLongArray larger = new AtomicLongArray(Math.max(slot + 1, 2 * array.length()));
        for (int i = 0; i < array.length(); i++) {
            larger.setPlain(i, array.getPlain(i));
        }
        counts = larger;
        return larger;
    }

    /**
     * Set the count of a slot; for the writer's thread.
     *
     * @param slot  of a segment.
     * @param bytes 0 or more.
     */
    public void set(final int slot, final long bytes) {
        add(slot, bytes - get(slot));
    }

    /**
     * The count of a slot.
     *
     * @param slot of a segment.
     * @return bytes.
     */
    public long get(final int slot) {
        final AtomicLongArray array = counts;
        return slot < array.length() ? array.getAcquire(slot) : 0;
    }
}
