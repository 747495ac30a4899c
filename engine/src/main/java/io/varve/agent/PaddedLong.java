package io.varve.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A long on cache lines of its own, written by one thread or by compare-and-set and read by many.
 *
 * <p>The fields of a superclass lie before those of its subclass, which keeps the padding in place; two lines on either
 * side, because processors fetch lines in pairs.
 */
public final class PaddedLong extends PaddedLongValue {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedLongValue.class, "value", long.class);
        } catch (final ReflectiveOperationException ex) {
            throw new ExceptionInInitializerError(ex);
        }
    }

    // Padding.
    private long q00;
    private long q01;
    private long q02;
    private long q03;
    private long q04;
    private long q05;
    private long q06;
    private long q07;
    private long q08;
    private long q09;
    private long q10;
    private long q11;
    private long q12;
    private long q13;
    private long q14;

    /**
     * Begin with a value.
     *
     * @param initial value.
     */
    public PaddedLong(final long initial) {
        value = initial;
        VarHandle.releaseFence();
    }

    /**
     * Load without order, for the thread that writes.
     *
     * @return the value.
     */
    public long getPlain() {
        return value;
    }

    /**
     * Load without order, but never twice from a register.
     *
     * @return the value.
     */
    public long getOpaque() {
        return (long) VALUE.getOpaque(this);
    }

    /**
     * Load; later loads and stores stay behind it.
     *
     * @return the value.
     */
    public long getAcquire() {
        return (long) VALUE.getAcquire(this);
    }

    /**
     * Store; earlier loads and stores stay before it.
     *
     * @param newValue to be stored.
     */
    public void setRelease(final long newValue) {
        VALUE.setRelease(this, newValue);
    }

    /**
     * Raise to a value, by any thread.
     *
     * @param least value to be reached at least.
     */
    public void raiseTo(final long least) {
        long current = getAcquire();
        while (current < least && !VALUE.compareAndSet(this, current, least)) {
            current = getAcquire();
        }
    }
}
