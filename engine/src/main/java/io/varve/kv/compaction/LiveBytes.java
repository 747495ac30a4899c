package io.varve.kv.compaction;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many bytes of frames in each segment the index points at. Written by the writer's thread, read by any.
 */
public final class LiveBytes {

    private volatile AtomicLongArray bySlot = new AtomicLongArray(64);

    /** Nothing lives. */
    public LiveBytes() {
        super();
    }

    /**
     * Count frames that have begun to live or ended; for the writer's thread.
     *
     * @param slot  of their segment.
     * @param bytes of the frames, rounded up to the alignment; negative when they ended.
     */
    public void add(final int slot, final long bytes) {
        AtomicLongArray live = bySlot;
        if (slot >= live.length()) {
            live = grown(live, slot);
        }
        live.setRelease(slot, live.getPlain(slot) + bytes);
    }

    private AtomicLongArray grown(final AtomicLongArray live, final int slot) {
        final AtomicLongArray larger = new AtomicLongArray(Math.max(slot + 1, 2 * live.length()));
        for (int i = 0; i < live.length(); i++) {
            larger.setPlain(i, live.getPlain(i));
        }
        bySlot = larger;
        return larger;
    }

    /**
     * Set the count of a slot; for the writer's thread.
     *
     * @param slot  of a segment.
     * @param bytes that live in it.
     */
    public void set(final int slot, final long bytes) {
        add(slot, bytes - get(slot));
    }

    /**
     * The bytes that live in a segment.
     *
     * @param slot of the segment.
     * @return bytes of frames.
     */
    public long get(final int slot) {
        final AtomicLongArray live = bySlot;
        return slot < live.length() ? live.getAcquire(slot) : 0;
    }

    /**
     * The bytes that live in all segments.
     *
     * @return bytes of frames.
     */
    public long total() {
        final AtomicLongArray live = bySlot;
        long total = 0;
        for (int i = 0; i < live.length(); i++) {
            total += live.getAcquire(i);
        }
        return total;
    }
}
