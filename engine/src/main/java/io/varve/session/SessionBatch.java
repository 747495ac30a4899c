package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.frame.FrameDescriptor;
import java.lang.ref.Reference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * An atomic batch of records in a lane. Opened by {@link Session#tryBatch(int)}, ended by {@link #commit()} or {@link
 * #abort()}, used by the session's thread only.
 *
 * <p>The records lie in one claim of the lane: the writer sees all of them, when they are committed, or none, ever. It
 * appends them as one {@linkplain io.varve.log.LogBatch batch of the log}, so readers and recovery see all or none too.
 */
public final class SessionBatch implements AutoCloseable {

    private final Session session;
    private final Lane lane;
    private boolean open;
    private int start;
    private int offset;
    private int frameBytes;
    private int maxFrameBytes;
    private int count;

    SessionBatch(final Session session, final Lane lane) {
        this.session = session;
        this.lane = lane;
    }

    void open(final int commandIndex, final int maxLength) {
        start = commandIndex;
        offset = commandIndex + CommandDescriptor.ENTRIES_OFFSET;
        maxFrameBytes = maxLength;
        frameBytes = 0;
        count = 0;
        open = true;
    }

    void end() {
        open = false;
    }

    /**
     * Add a record with the engine's time.
     *
     * @param type         0 to 127.
     * @param source       of the body.
     * @param sourceOffset of the body in {@code source}.
     * @param length       of the body in bytes, 1 to the record limit.
     * @throws RecordTooLargeException when the body is longer than the limit or than what is left of the batch.
     * @throws ConfigurationException  when type or length is wrong, or no batch is open.
     */
    public void add(final int type, final DirectBuffer source, final int sourceOffset, final int length) {
        add(type, source, sourceOffset, length, Session.ENGINE_TIME);
    }

    /**
     * Add a record.
     *
     * @param type         0 to 127.
     * @param source       of the body.
     * @param sourceOffset of the body in {@code source}.
     * @param length       of the body in bytes, 1 to the record limit.
     * @param timestampNs  of the record, ns since the Unix epoch, or {@link Session#ENGINE_TIME}.
     * @throws RecordTooLargeException when the body is longer than the limit or than what is left of the batch.
     * @throws ConfigurationException  when type or length is wrong, or no batch is open.
     */
    public void add(final int type, final DirectBuffer source, final int sourceOffset, final int length,
        final long timestampNs) {
        checkOpen();
        try {
            session.checkRecord(type, length);
            final int frameLength = FrameDescriptor.alignedLength(FrameDescriptor.HEADER_LENGTH + length);
            if (frameLength > maxFrameBytes - frameBytes) {
                throw new RecordTooLargeException("a frame of " + frameLength + " bytes does not fit into the "
                    + (maxFrameBytes - frameBytes) + " bytes that are left of the batch", frameLength,
                    maxFrameBytes - frameBytes);
            }
            final AtomicBuffer buffer = lane.buffer();
            buffer.putBytes(offset + CommandDescriptor.BODY_OFFSET, source, sourceOffset, length);
            Session.putHeader(buffer, offset, type, length, timestampNs);
            offset += CommandDescriptor.entryLength(length);
            frameBytes += frameLength;
            count++;
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /**
     * How many records were added.
     *
     * @return the number.
     */
    public int count() {
        return count;
    }

    /**
     * Send the batch. A batch without a record leaves no trace.
     *
     * @return the ticket of the batch, whose position is that of its last record; without a record, the session's last
     *     ticket.
     * @throws ConfigurationException when no batch is open.
     */
    public long commit() {
        checkOpen();
        try {
            open = false;
            if (count == 0) {
                lane.abort();
                return lane.issued();
            }
            lane.buffer().putInt(start + CommandDescriptor.FRAME_BYTES_OFFSET, frameBytes);
            lane.buffer().putInt(start + CommandDescriptor.COUNT_OFFSET, count);
            return lane.commit();
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /** Give the batch up: nothing of it reaches the writer. Does nothing when no batch is open. */
    public void abort() {
        session.checkThread();
        try {
            if (open) {
                open = false;
                lane.abort();
            }
        } finally {
            Reference.reachabilityFence(session);
        }
    }

    /** Abort the batch unless it was committed. */
    @Override
    public void close() {
        abort();
    }

    private void checkOpen() {
        session.checkOwner();
        if (!open) {
            throw new ConfigurationException("no batch is open; it was committed or aborted before");
        }
    }
}
