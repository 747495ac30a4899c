package io.varve.perf.telemetry;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Hands encoded records from the threads that observe to the one thread that appends. A source never waits: what finds
 * no room is counted and lost.
 */
public final class TelemetryQueue {

    private static final int CAPACITY = 1 << 20;

    private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(
        new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH)));
    private final AtomicLong lost = new AtomicLong();

    /** Makes an empty queue. */
    public TelemetryQueue() {
    }

    /** Hand over a record. */
    void offer(final int type, final DirectBuffer body, final int length) {
        if (length > ring.maxMsgLength() || !ring.write(type, body, 0, length)) {
            lost.incrementAndGet();
        }
    }

    /**
     * Take records out, oldest first. By one thread.
     *
     * @param handler is given the type and the body of each.
     * @param limit   of records.
     * @return how many there were.
     */
    public int drain(final MessageHandler handler, final int limit) {
        return ring.read(handler, limit);
    }

    /**
     * How many records found no room.
     *
     * @return their number so far.
     */
    public long lost() {
        return lost.get();
    }
}
