package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.settings.DebugSwitch;
import java.lang.ref.Reference;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Room in a lane for one record, into which the caller encodes. Opened by {@link Session#tryClaim}, ended by {@link
 * #commit()} or {@link #abort()}, used by the session's thread only.
 */
public final class SessionClaim {

    private final Session session;
    private final Lane lane;
    private UnsafeBuffer body = new UnsafeBuffer(0, 0);
    private boolean open;
    private int index;
    private int length;

    SessionClaim(final Session session, final Lane lane) {
        this.session = session;
        this.lane = lane;
    }

    void open(final int commandIndex, final int bodyLength) {
        index = commandIndex;
        length = bodyLength;
        if (DebugSwitch.POISON) {
            body = new UnsafeBuffer(0, 0);
        }
        body.wrap(lane.buffer(), commandIndex + CommandDescriptor.BODY_OFFSET, bodyLength);
        open = true;
    }

    /** The room is not the caller's any more. */
    void end() {
        open = false;
        body.wrap(0, 0);
    }

    /**
     * The room for the body: {@link #length()} bytes from index 0, holding anything. It must not be touched after the
     * claim has ended.
     *
     * @return the memory of the lane itself.
     */
    public MutableDirectBuffer buffer() {
        checkOpen();
        return body;
    }

    /**
     * How much was claimed.
     *
     * @return bytes.
     */
    public int length() {
        return length;
    }

    /**
     * Send the record with the whole length that was claimed.
     *
     * @return the ticket.
     */
    public long commit() {
        return commit(length);
    }

    /**
     * Send the record with less than was claimed.
     *
     * @param usedLength of the body in bytes, 1 to {@link #length()}.
     * @return the ticket.
     * @throws ConfigurationException when the length is out of range, or no claim is open.
     */
    public long commit(final int usedLength) {
        checkOpen();
        try {
            if (usedLength < 1 || usedLength > length) {
                throw new ConfigurationException("length", usedLength,
                    "must be from 1 to the " + length + " bytes that were claimed");
            }
            lane.buffer().putInt(index + CommandDescriptor.LENGTH_OFFSET, usedLength);
            end();
            return lane.commit();
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /** Give the claim up: the writer never sees it. Does nothing when no claim is open. */
    public void abort() {
        session.checkThread();
        try {
            if (open) {
                end();
                lane.abort();
            }
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    private void checkOpen() {
        session.checkOwner();
        if (!open) {
            throw new ConfigurationException("no claim is open; it was committed or aborted before");
        }
    }
}
