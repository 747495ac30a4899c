package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import org.agrona.DirectBuffer;

/**
 * An atomic batch of records. Opened by {@link LogWriter#tryBatch(int)} or {@link LogWriter#beginBatch(int)}, ended
 * by {@link #commit()} or {@link #abort()}, used by the writer's thread only.
 *
 * <p>The frames get their commit words as they are added, but for the first one, whose commit word is stored last: a
 * reader sees all or none.
 */
public final class LogBatch implements AutoCloseable {

    private static final int EXTERNAL_LENGTH = FrameDescriptor.HEADER_LENGTH + Long.BYTES;

    private final LogWriter writer;
    private final LogAppender appender;
    private boolean open;
    private boolean waits;
    private int start;
    private int end;
    private int offset;
    private int frames;
    private int records;
    private long maxTimestamp;
    private long externalPosition;
    private boolean hasExternalPosition;

    /** The last frame is sealed only when it is known whether another one follows. */
    private int lastType;
    private int lastLength;
    private int lastOffset;
    private long lastTimestamp;
    private long firstWord;

    LogBatch(final LogWriter writer, final LogAppender appender) {
        this.writer = writer;
        this.appender = appender;
    }

    void checkLength(final int maxLength) {
        final int most = writer.maxSegmentPart();
        if (maxLength < FrameDescriptor.ALIGNMENT) {
            throw new ConfigurationException("maxLength", maxLength,
                "must be at least " + FrameDescriptor.ALIGNMENT + ", the room that a frame takes");
        }
        if (maxLength > most) {
            throw new RecordTooLargeException("the batch may take " + maxLength
                + " bytes; this log takes batches up to " + most + ", a quarter of a segment",
                maxLength, most);
        }
    }

    void open(final int maxLength, final boolean commitWaits) {
        open = true;
        waits = commitWaits;
        start = appender.offset();
        end = start + (maxLength & -FrameDescriptor.ALIGNMENT);
        offset = start;
        frames = 0;
        records = 0;
        maxTimestamp = Long.MIN_VALUE;
        hasExternalPosition = false;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Add a record of type 0 with the engine's time.
     *
     * @param source       of the body.
     * @param sourceOffset of the body in {@code source}.
     * @param length       of the body in bytes, 1 to the record limit.
     * @return the position that the record will have.
     * @throws RecordTooLargeException when the body is longer than the limit or than what is left of the batch.
     * @throws ConfigurationException  when the length is wrong, or no batch is open.
     */
    public long add(final DirectBuffer source, final int sourceOffset, final int length) {
        return add(0, source, sourceOffset, length, appender.time());
    }

    /**
     * Add a record.
     *
     * @param type         0 to 127.
     * @param source       of the body.
     * @param sourceOffset of the body in {@code source}.
     * @param length       of the body in bytes, 1 to the record limit.
     * @param timestampNs  of the record, ns since the Unix epoch.
     * @return the position that the record will have.
     * @throws RecordTooLargeException when the body is longer than the limit or than what is left of the batch.
     * @throws ConfigurationException  when type or length is wrong, or no batch is open.
     */
    public long add(final int type, final DirectBuffer source, final int sourceOffset, final int length,
        final long timestampNs) {
        checkOpen();
        if (length <= 0 || length > writer.maxRecordLength() || type < 0 || type > FrameType.MAX_USER_TYPE) {
            writer.refuse(type, length);
        }
        final int at = room(FrameDescriptor.HEADER_LENGTH + length);
        try {
            appender.buffer().putBytes(at + FrameDescriptor.BODY_OFFSET, source, sourceOffset, length);
            add(type, at, FrameDescriptor.HEADER_LENGTH + length, timestampNs);
        } catch (final InternalError ex) {
            throw writer.failed(ex);
        }
        maxTimestamp = Math.max(maxTimestamp, timestampNs);
        return appender.basePosition() + at;
    }

    /** Add the frame whose body stands in the room that was asked for; returns the position it will have. */
    long addWritten(final int type, final int frameLength, final long timestampNs) {
        final int at = offset;
        add(type, at, frameLength, timestampNs);
        maxTimestamp = Math.max(maxTimestamp, timestampNs);
        return appender.basePosition() + at;
    }

    /**
     * Store a position of somebody else's log with the batch, for an application that replicates: after a restart
     * {@link RecoveryResult#externalPosition()} returns the last one.
     *
     * @param position any number.
     * @throws RecordTooLargeException when no 64 bytes are left of the batch.
     * @throws ConfigurationException  when no batch is open.
     * @throws io.varve.StoreFailedException when the memory of the log cannot be reached: the log has failed.
     */
    public void externalPosition(final long position) {
        checkOpen();
        final int at = room(EXTERNAL_LENGTH);
        try {
            appender.buffer().putLong(at + FrameDescriptor.BODY_OFFSET, position);
            add(FrameType.EXTERNAL_POSITION, at, EXTERNAL_LENGTH, appender.time());
        } catch (final InternalError ex) {
            throw writer.failed(ex);
        }
        externalPosition = position;
        hasExternalPosition = true;
    }

    int room(final int frameLength) {
        if (FrameDescriptor.alignedLength(frameLength) > end - offset) {
            throw new RecordTooLargeException("a frame of " + frameLength + " bytes does not fit into the "
                + (end - offset) + " bytes that are left of the batch", frameLength, end - offset);
        }
        return offset;
    }

    private void add(final int type, final int at, final int frameLength, final long timestampNs) {
        if (frames > 0) {
            sealLast(frames == 1 ? FrameDescriptor.BATCH_FIRST : FrameDescriptor.BATCH_MIDDLE);
        }
        lastType = type;
        lastOffset = at;
        lastLength = frameLength;
        lastTimestamp = timestampNs;
        frames++;
        offset = at + FrameDescriptor.alignedLength(frameLength);
    }

    private long sealLast(final int flags) {
        final long position = appender.basePosition() + lastOffset;
        final int lagOrCount = flags == FrameDescriptor.BATCH_LAST ? frames : appender.lag(position);
        final long word = appender.seal(lastOffset, position, lastLength, lastLength,
            FrameDescriptor.kind(appender.epoch(), lastType, flags), lagOrCount, appender.nextSequence() + records,
            lastTimestamp);
        if (lastOffset == start) {
            firstWord = word;
        } else {
            appender.buffer().putLongRelease(lastOffset, word);
        }
        if (FrameType.isUser(lastType)) {
            records++;
        }
        return word;
    }

    /**
     * Publish the batch. A batch without a frame leaves no trace. At {@link io.varve.Durability#BATCH} and {@link
     * io.varve.Durability#RECORD} the commit returns when the batch is durable if {@link LogWriter#beginBatch(int)}
     * opened it. After {@link LogWriter#tryBatch(int)} it never waits: readers see the batch, and it becomes durable
     * later.
     *
     * @return the position behind the batch.
     * @throws ConfigurationException        when no batch is open.
     * @throws io.varve.StoreFailedException when the memory of the log cannot be reached or a force has failed: the log
     *                                       has failed, and whether the batch is stored is unknown.
     * @throws io.varve.StoreTimeoutException when the thread was interrupted while the commit waited; whether the
     *                                       batch will be durable is unknown.
     * @throws io.varve.StoreClosedException when the log was closed while the commit waited.
     */
    public long commit() {
        checkOpen();
        end();
        if (frames == 0) {
            return appender.tail();
        }
        final long word;
        try {
            word = sealLast(frames == 1 ? 0 : FrameDescriptor.BATCH_LAST);
            appender.buffer().putLongRelease(start, firstWord);
        } catch (final InternalError ex) {
            throw writer.failed(ex);
        }
        if (hasExternalPosition) {
            appender.externalPosition(externalPosition);
        }
        appender.published(offset, records, maxTimestamp, FrameDescriptor.checksum(word));
        if (waits) {
            writer.awaitLevel(appender.tail() - 1);
        }
        return appender.tail();
    }

    /** Give the batch up: nothing of it will be seen. Does nothing when no batch is open. */
    public void abort() {
        writer.checkOwner();
        if (open) {
            end();
            if (offset > start) {
                writer.giveUp(offset - start);
            }
        }
    }

    /** Abort the batch unless it was committed. */
    @Override
    public void close() {
        abort();
    }

    private void end() {
        open = false;
        writer.ended();
    }

    private void checkOpen() {
        writer.checkOwner();
        if (!open) {
            throw new ConfigurationException("no batch is open; it was committed or aborted before");
        }
    }
}
