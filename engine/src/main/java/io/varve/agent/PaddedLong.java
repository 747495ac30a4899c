package io.varve.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A long on cache lines of its own, written by one thread or by compare-and-set and read by many. */
public final class PaddedLong {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
    /** Two lines on either side, because processors fetch lines in pairs. */
    private static final int INDEX = 16;
    private static final int CELL_COUNT = 32;

    private final long[] cells = new long[CELL_COUNT];

    /**
     * Begin with a value.
     *
     * @param initial value.
     */
    public PaddedLong(final long initial) {
        cells[INDEX] = initial;
        VarHandle.releaseFence();
    }

    /**
     * Load without order, for the thread that writes.
     *
     * @return the value.
     */
    public long getPlain() {
        return cells[INDEX];
    }

    /**
     * Load without order, but never twice from a register.
     *
     * @return the value.
     */
    public long getOpaque() {
        return (long) CELLS.getOpaque(cells, INDEX);
    }

    /**
     * Load; later loads and stores stay behind it.
     *
     * @return the value.
     */
    public long getAcquire() {
        return (long) CELLS.getAcquire(cells, INDEX);
    }

    /**
     * Store; earlier loads and stores stay before it.
     *
     * @param value to be stored.
     */
    public void setRelease(final long value) {
        CELLS.setRelease(cells, INDEX, value);
    }

    /**
     * Store with a full fence behind it.
     *
     * @param value to be stored.
     */
    public void setVolatile(final long value) {
        CELLS.setVolatile(cells, INDEX, value);
    }

    /**
     * Raise to a value, by any thread.
     *
     * @param value to be reached at least.
     */
    public void raiseTo(final long value) {
        long current = getAcquire();
        while (current < value && !CELLS.compareAndSet(cells, INDEX, current, value)) {
            current = getAcquire();
        }
    }
}
