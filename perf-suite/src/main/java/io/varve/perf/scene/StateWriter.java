package io.varve.perf.scene;

import io.varve.hdr.LatencyRecorder;
import io.varve.kv.KeyValueWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/** Puts every key once, then overwrites keys at random on a schedule. */
final class StateWriter implements Runnable {

    private static final long STEP = 6_364_136_223_846_793_005L;

    private final KeyValueWriter writer;
    private final int keys;
    private final long intervalNs;
    private final long overwrites;
    private final Interruption interruption;
    private final int[] generations;
    private final UnsafeBuffer key = StateValue.keyBuffer();
    private final UnsafeBuffer value = StateValue.valueBuffer();
    private final LatencyRecorder recorder = new LatencyRecorder();
    private final AtomicLong puts = new AtomicLong();
    private volatile boolean filled;
    private volatile boolean done;
    private volatile RuntimeException failure;

    StateWriter(final KeyValueWriter writer, final int keys, final long rate, final long seconds,
        final Interruption interruption) {
        this.writer = writer;
        this.keys = keys;
        this.interruption = interruption;
        intervalNs = TimeUnit.SECONDS.toNanos(1) / rate;
        overwrites = rate * seconds;
        generations = new int[keys];
    }

    @Override
    public void run() {
        try {
            for (int number = 0; number < keys && !interruption.isRequested(); number++) {
                put(number);
            }
            filled = true;
            overwrite();
        } catch (final RuntimeException ex) {
            failure = ex;
        } finally {
            done = true;
        }
    }

    private void overwrite() {
        final long startNs = System.nanoTime();
        long state = 1;
        for (long i = 0; i < overwrites && !interruption.isRequested(); i++) {
            state = state * STEP + 1;
            final long intendedNs = startNs + i * intervalNs;
            long nowNs = System.nanoTime();
            while (nowNs < intendedNs) {
                if (writer.doWork() == 0) {
                    Thread.onSpinWait();
                }
                nowNs = System.nanoTime();
            }
            put((int) Long.remainderUnsigned(state >>> 20, keys));
            recorder.record(intendedNs, nowNs, System.nanoTime());
        }
    }

    private void put(final int number) {
        StateValue.putKey(key, number);
        StateValue.put(value, number, generations[number] + 1);
        writer.put(key, 0, StateValue.KEY_LENGTH, value, 0, StateValue.LENGTH);
        generations[number]++;
        puts.lazySet(puts.getPlain() + 1);
    }

    boolean isFilled() {
        return filled;
    }

    boolean isDone() {
        return done;
    }

    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    long puts() {
        return puts.get();
    }

    /** Bytes of keys and values that were put. */
    long bytes() {
        return puts() * (StateValue.KEY_LENGTH + StateValue.LENGTH);
    }

    LatencyRecorder recorder() {
        return recorder;
    }

    /** How often a key was put, when the writer has ended. */
    int generation(final int number) {
        return generations[number];
    }
}
