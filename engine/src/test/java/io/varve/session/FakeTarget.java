package io.varve.session;

import io.varve.StoreTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A log that keeps texts, refuses when it is told to, and counts positions by 32. */
final class FakeTarget implements RecordTarget {

    final List<String> applied = new ArrayList<>();
    long refusal;
    RuntimeException exception;
    Error error;
    boolean waitsForDurable;
    volatile long durable;
    RuntimeException forceFailure;
    boolean forcesWhenAsked = true;
    private long tail;

    @Override
    public void takeOver() {
        // Any thread will do.
    }

    @Override
    public void beginCycle() {
        // Time means nothing here.
    }

    @Override
    public long record(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long timestampNs) {
        if (exception != null) {
            throw exception;
        }
        if (error != null) {
            throw error;
        }
        if (refusal < 0) {
            return refusal;
        }
        applied.add(buffer.getStringWithoutLengthAscii(offset, length));
        tail += 32;
        return tail - 32;
    }

    @Override
    public long batch(final DirectBuffer buffer, final int offset) {
        if (refusal < 0) {
            return refusal;
        }
        applied.add("batch of " + buffer.getInt(offset + CommandDescriptor.COUNT_OFFSET));
        tail += buffer.getInt(offset + CommandDescriptor.FRAME_BYTES_OFFSET);
        return tail - 32;
    }

    @Override
    public int runAgents() {
        return 0;
    }

    @Override
    public int maxRecordLength() {
        return 100_000;
    }

    @Override
    public int maxBatchLength() {
        return 100_000;
    }

    @Override
    public boolean waitsForDurable() {
        return waitsForDurable;
    }

    @Override
    public long durablePosition() {
        return durable;
    }

    @Override
    public void awaitDurable(final long position, final long timeoutNs) {
        if (forceFailure != null) {
            throw forceFailure;
        }
        if (!forcesWhenAsked) {
            throw new StoreTimeoutException("not forced", position, timeoutNs, null);
        }
        durable = tail;
    }

    @Override
    public String name() {
        return "the fake log";
    }
}
