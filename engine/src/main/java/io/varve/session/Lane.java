package io.varve.session;

import io.varve.agent.PaddedLong;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A one-way road into the writer and the way back.
 *
 * <p>There: a ring of bytes; one producer, the holder of the session, and one consumer, the writer. Back: the last
 * ticket applied, and a window with what the latest tickets have come to: a position each, and where the target
 * {@linkplain CommandTarget#hasOutcomes() says so} a result and a value. Ticket t overwrites ticket t - window. It was
 * sent when the producer had seen whatever it wanted to see of t - window, so the writer never waits for a producer
 * that does not look, which a second ring would make it do.
 *
 * <p>Tickets count the commands of the lane from 1 and go on when the lane changes hands. The memory of the ring is
 * given back by the garbage collector, never by hand: a session that is misused must not bring the process down.
 */
final class Lane {

    private static final int CACHE_LINE = 64;
    private static final int MIN_WINDOW = 64;
    private static final int MAX_WINDOW = 4096;
    private static final int NONE_OPEN = -1;

    private final int id;
    private final OneToOneRingBuffer ring;
    private final AtomicBuffer buffer;
    private final long[] positions;
    /** Empty where a command comes to its position only. */
    private final long[] results;
    private final long[] values;
    private final int mask;
    /** The last ticket given out; written by the producer. */
    private final PaddedLong issued = new PaddedLong(0);
    /** The last ticket applied; written by the writer. */
    private final PaddedLong applied = new PaddedLong(0);
    private volatile boolean retired;

    /** What the producer has claimed and neither committed nor aborted. */
    private int openIndex = NONE_OPEN;

    /** Kept by the pool, under its lock. */
    private long openedNs;
    private long idleSinceNs;

    Lane(final int id, final int capacity, final boolean hasOutcomes) {
        this.id = id;
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(capacity + RingBufferDescriptor.TRAILER_LENGTH, CACHE_LINE)));
        buffer = ring.buffer();
        final int window = Math.max(MIN_WINDOW, Math.min(MAX_WINDOW, capacity / MIN_WINDOW));
        positions = new long[BitUtil.findNextPositivePowerOfTwo(window)];
        Arrays.fill(positions, Session.NO_POSITION);
        mask = positions.length - 1;
        results = new long[hasOutcomes ? positions.length : 0];
        values = new long[results.length];
    }

    int id() {
        return id;
    }

    int capacity() {
        return ring.capacity();
    }

    int maxCommandLength() {
        return ring.maxMsgLength();
    }

    /** How many of the latest tickets have a result that can still be read. */
    int window() {
        return positions.length;
    }

    /** Claim room for a command; negative when there is none. By the producer, as all down to {@link #issued()}. */
    int claim(final int kind, final int length) {
        final int index = ring.tryClaim(kind, length);
        if (index >= 0) {
            openIndex = index;
        }
        return index;
    }

    AtomicBuffer buffer() {
        return buffer;
    }

    /** Hand the open claim to the writer and return its ticket. */
    long commit() {
        final int index = openIndex;
        openIndex = NONE_OPEN;
        final long ticket = issued.getPlain() + 1;
        issued.setRelease(ticket);
        ring.commit(index);
        return ticket;
    }

    /** Take the open claim back, if there is one: the writer will never see it. */
    void abort() {
        final int index = openIndex;
        if (index != NONE_OPEN) {
            openIndex = NONE_OPEN;
            ring.abort(index);
        }
    }

    boolean isClaimOpen() {
        return openIndex != NONE_OPEN;
    }

    long issued() {
        return issued.getAcquire();
    }

    /** By any thread. */
    long applied() {
        return applied.getAcquire();
    }

    /** Of a ticket that was seen applied and lies in the window, as the two below. */
    long position(final long ticket) {
        return positions[(int) ticket & mask];
    }

    long result(final long ticket) {
        return results[(int) ticket & mask];
    }

    long value(final long ticket) {
        return values[(int) ticket & mask];
    }

    boolean hasOutcomes() {
        return results.length > 0;
    }

    /** By the writer, as {@link #publish(long)}. */
    OneToOneRingBuffer ring() {
        return ring;
    }

    void position(final long ticket, final long position) {
        positions[(int) ticket & mask] = position;
    }

    void outcome(final long ticket, final long result, final long value) {
        results[(int) ticket & mask] = result;
        values[(int) ticket & mask] = value;
    }

    /** Everything up to a ticket is carried out, and its results in the window. */
    void publish(final long ticket) {
        applied.setRelease(ticket);
    }

    boolean isEmpty() {
        return ring.size() == 0;
    }

    boolean isRetired() {
        return retired;
    }

    /** Nothing will be sent any more, or something will again; set under the lock of the writer's list. */
    void retired(final boolean value) {
        retired = value;
    }

    long openedNs() {
        return openedNs;
    }

    void openedNs(final long ns) {
        openedNs = ns;
    }

    long idleSinceNs() {
        return idleSinceNs;
    }

    void idleSinceNs(final long ns) {
        idleSinceNs = ns;
    }
}
