package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.frame.FrameDescriptor;
import io.varve.settings.DebugSwitch;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Room in the log for one record, into which the caller encodes. Opened by {@link LogWriter#tryClaim} or
 * {@link LogWriter#beginClaim}, ended by {@link #commit()} or {@link #abort()}, used by the writer's thread only.
 */
public final class LogClaim {

    private final LogWriter writer;
    private final LogAppender appender;
    private UnsafeBuffer body = new UnsafeBuffer(0, 0);
    private boolean open;
    private boolean waits;
    private int type;
    private int length;
    private long timestampNs;

    LogClaim(final LogWriter writer, final LogAppender appender) {
        this.writer = writer;
        this.appender = appender;
    }

    void open(final int recordType, final int bodyLength, final long recordTimestampNs,
        final boolean commitWaits) {
        type = recordType;
        length = bodyLength;
        timestampNs = recordTimestampNs;
        waits = commitWaits;
        if (DebugSwitch.POISON) {
            body = new UnsafeBuffer(0, 0);
        }
        body.wrap(appender.buffer(), appender.offset() + FrameDescriptor.BODY_OFFSET, bodyLength);
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * The room for the body: {@link #length()} bytes from index 0, all zero. It must not be touched after the claim has
     * ended.
     *
     * @return the memory of the log itself.
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
     * Publish the record with the whole length that was claimed. Waits as {@link #commit(int)} does.
     *
     * @throws ConfigurationException        when no claim is open.
     * @throws io.varve.StoreFailedException when the log has failed; whether the record is stored is unknown.
     * @throws io.varve.StoreClosedException when the log was closed while the commit waited.
     */
    public void commit() {
        commit(length);
    }

    /**
     * Publish the record with less than was claimed. At {@link io.varve.Durability#BATCH} and {@link
     * io.varve.Durability#RECORD} the commit returns when the record is durable if {@link LogWriter#beginClaim} opened
     * the claim. After {@link LogWriter#tryClaim} it never waits: readers see the record, and it becomes durable later.
     *
     * @param usedLength of the body in bytes, 1 to {@link #length()}.
     * @throws ConfigurationException        when the length is out of range, or no claim is open.
     * @throws io.varve.StoreFailedException when the memory of the log cannot be reached or a force has failed: the log
     *                                       has failed, and whether the record is stored is unknown.
     * @throws io.varve.StoreTimeoutException when the thread was interrupted while the commit waited; whether the
     *                                       record will be durable is unknown.
     * @throws io.varve.StoreClosedException when the log was closed while the commit waited.
     */
    public void commit(final int usedLength) {
        checkOpen();
        if (usedLength <= 0 || usedLength > length) {
            throw new ConfigurationException("length", usedLength,
                "must be from 1 to the " + length + " bytes that were claimed");
        }
        final int at = appender.offset();
        final long position = appender.tail();
        final int frameLength = FrameDescriptor.HEADER_LENGTH + usedLength;
        final long word;
        try {
            if (usedLength < length) {
                body.setMemory(usedLength, length - usedLength, (byte) 0);
            }
            word = appender.seal(at, position, frameLength, frameLength,
                FrameDescriptor.kind(appender.epoch(), type, 0), appender.lag(position), appender.nextSequence(),
                timestampNs);
            appender.buffer().putLongRelease(at, word);
        } catch (final InternalError ex) {
            throw writer.failed(ex);
        }
        close();
        appender.published(at + FrameDescriptor.alignedLength(frameLength), 1, timestampNs,
            FrameDescriptor.checksum(word));
        if (waits) {
            writer.awaitLevel(position);
        }
    }

    /** Give the claim up: readers will skip what was reserved. Does nothing when no claim is open. */
    public void abort() {
        writer.checkOwner();
        if (open) {
            close();
            writer.giveUp(FrameDescriptor.alignedLength(FrameDescriptor.HEADER_LENGTH + length));
        }
    }

    private void close() {
        open = false;
        writer.ended();
        body.wrap(0, 0);
    }

    private void checkOpen() {
        writer.checkOwner();
        if (!open) {
            throw new ConfigurationException("no claim is open; it was committed or aborted before");
        }
    }
}
