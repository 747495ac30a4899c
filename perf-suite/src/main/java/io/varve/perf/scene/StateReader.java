package io.varve.perf.scene;

import io.varve.hdr.LatencyRecorder;
import io.varve.kv.KeyValueReader;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** Gets keys at random while they are overwritten, and checks that each value is whole. */
final class StateReader implements Runnable {

    private static final long STEP = 2_862_933_555_777_941_757L;
    private static final long PAUSE_NS = 100_000;
    /** Gets between two pauses, which leave a processor to the agents on small machines. */
    private static final int BURST = 64;

    private final KeyValueReader reader;
    private final StateWriter writer;
    private final LatencyRecorder recorder = new LatencyRecorder();
    private final AtomicLong gets = new AtomicLong();
    private volatile RuntimeException failure;

    StateReader(final KeyValueReader reader, final StateWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public void run() {
        try (reader) {
            while (!writer.isFilled() && !writer.isDone()) {
                LockSupport.parkNanos(this, PAUSE_NS);
            }
            read();
        } catch (final RuntimeException ex) {
            failure = ex;
        }
    }

    private void read() {
        final UnsafeBuffer key = StateValue.keyBuffer();
        final UnsafeBuffer value = StateValue.valueBuffer();
        long state = 7;
        while (!writer.isDone()) {
            for (int i = 0; i < BURST; i++) {
                state = state * STEP + 1;
                final int number = (int) Long.remainderUnsigned(state >>> 20, StateScene.KEYS);
                StateValue.putKey(key, number);
                final long startedNs = System.nanoTime();
                final int length = reader.get(key, 0, StateValue.KEY_LENGTH, value, 0);
                final long doneNs = System.nanoTime();
                recorder.record(startedNs, startedNs, doneNs);
                if (length != StateValue.LENGTH || !StateValue.isWhole(value, number)) {
                    throw new IllegalStateException("key " + number + " has no whole value: length " + length);
                }
            }
            gets.lazySet(gets.getPlain() + BURST);
            LockSupport.parkNanos(this, PAUSE_NS);
        }
    }

    void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    long gets() {
        return gets.get();
    }

    LatencyRecorder recorder() {
        return recorder;
    }
}
