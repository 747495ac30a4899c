package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import org.agrona.UnsafeApi;

/**
 * Lays frames into a log whose bodies the caller writes in place. For the stores that stand on a log; internal to the
 * engine, no API.
 *
 * <p>Used by the writer's thread only. A frame is reserved, its body is written at {@link #bodyAddress()} of {@link
 * #memory()}, then it is published; nothing else is called in between.
 */
public final class FrameAppender {

    private final LogAppender appender;
    private final LogWriter writer;
    private final LogStatus status;

    FrameAppender(final LogAppender appender, final LogWriter writer, final LogStatus status) {
        this.appender = appender;
        this.writer = writer;
        this.status = status;
    }

    /**
     * Check that the calling thread is the writer's, which the first caller becomes.
     *
     * @throws ConfigurationException when it is another one.
     */
    public void checkOwner() {
        writer.checkOwner();
    }

    /**
     * Make the calling thread the writer's.
     *
     * @see LogWriter#takeOver()
     */
    public void takeOver() {
        writer.takeOver();
    }

    /**
     * How many prepared segments the frames that follow must leave, so that others still can be appended to a store
     * that is full.
     *
     * @param count 0 or more.
     */
    public void sparesKept(final int count) {
        appender.sparesKept(count);
    }

    /**
     * Make sure that a frame fits at the tail, which may move to the next segment.
     *
     * @param frameLength in bytes, header included; at most a quarter of a segment.
     * @return 0, or a negative code of {@link LogWriter}.
     */
    public long reserve(final int frameLength) {
        return appender.reserve(frameLength);
    }

    /**
     * Wait until it makes sense to try {@link #reserve(int)} again.
     *
     * @param code that it has returned.
     * @throws io.varve.StoreFullException   when the disk has no room.
     * @throws io.varve.StoreFailedException when the log has failed.
     * @throws io.varve.StoreClosedException when the log is closed.
     */
    public void awaitRoom(final long code) {
        writer.awaitRoom(code);
    }

    /**
     * Wait until the durability level's condition holds for a frame.
     *
     * @param position of the frame.
     */
    public void awaitLevel(final long position) {
        writer.awaitLevel(position);
    }

    /**
     * The memory of the segment of the tail.
     *
     * @return an array, or null when addresses are absolute.
     */
    public byte[] memory() {
        return appender.memory();
    }

    /**
     * Where the body of the next frame begins.
     *
     * @return address in {@link #memory()}; the bytes there are zero.
     */
    public long bodyAddress() {
        return appender.tailAddress() + FrameDescriptor.BODY_OFFSET;
    }

    /**
     * Where the next frame begins in the log.
     *
     * @return the position.
     */
    public long position() {
        return appender.tail();
    }

    /**
     * The base position of the segment of the tail.
     *
     * @return a multiple of the segment length.
     */
    public long basePosition() {
        return appender.basePosition();
    }

    /**
     * The sequence of the next record.
     *
     * @return 1 or more.
     */
    public long nextSequence() {
        return appender.nextSequence();
    }

    /**
     * The engine's time for a frame that was reserved.
     *
     * @return ns since the Unix epoch; never less than before.
     */
    public long timeNs() {
        return appender.time();
    }

    /** Look at the clock now: the time of the next records is exact. */
    public void refreshTime() {
        appender.refreshTime();
    }

    /**
     * Publish the reserved frame as the next record.
     *
     * @param type        0 to 127.
     * @param frameLength in bytes, header included; as was reserved.
     * @param timestampNs of the record.
     * @return its position, or {@link LogWriter#FAILED} when its memory could not be reached.
     */
    public long publish(final int type, final int frameLength, final long timestampNs) {
        return publish(type, frameLength, appender.nextSequence(), timestampNs, 1);
    }

    /**
     * Publish the reserved frame as the copy of an older record.
     *
     * @param frameLength in bytes, header included; as was reserved.
     * @param sequence    of the record.
     * @param timestampNs of the record.
     * @return the position of the copy, or {@link LogWriter#FAILED} when its memory could not be reached.
     */
    public long publishRelocated(final int frameLength, final long sequence, final long timestampNs) {
        return publish(FrameType.RELOCATED, frameLength, sequence, timestampNs, 0);
    }

    private long publish(
        final int type, final int frameLength, final long sequence, final long timestampNs, final int records) {
        final int at = appender.offset();
        final long position = appender.tail();
        try {
            final long word = appender.seal(at, position, frameLength, frameLength,
                FrameDescriptor.kind(appender.epoch(), type, 0), appender.lag(position), sequence, timestampNs);
            UnsafeApi.putLongRelease(appender.memory(), appender.tailAddress(), word);
            appender.published(at + FrameDescriptor.alignedLength(frameLength), records,
                records == 0 ? Long.MIN_VALUE : timestampNs, FrameDescriptor.checksum(word));
        } catch (final InternalError ex) {
            status.fail(ex);
            return LogWriter.FAILED;
        }
        return position;
    }

    /**
     * The memory of the log could not be reached while a body was written: the log has failed.
     *
     * @param cause what was thrown.
     * @return {@link LogWriter#FAILED}.
     */
    public long fail(final InternalError cause) {
        status.fail(cause);
        return LogWriter.FAILED;
    }

    /**
     * Begin an atomic batch.
     *
     * @param maxLength bytes of its frames, each rounded up to the alignment.
     * @return 0 or more, or a negative code of {@link LogWriter}.
     */
    public long beginBatch(final int maxLength) {
        return writer.tryBatch(maxLength);
    }

    /**
     * Address of the body of the next frame of the open batch.
     *
     * @param frameLength in bytes, header included.
     * @return address in {@link #memory()}.
     */
    public long batchBodyAddress(final int frameLength) {
        return appender.bufferAddress() + writer.batch().room(frameLength) + FrameDescriptor.BODY_OFFSET;
    }

    /**
     * Add the frame whose body was written at {@link #batchBodyAddress(int)}.
     *
     * @param type        0 to 127.
     * @param frameLength in bytes, header included.
     * @param timestampNs of the record.
     * @return the position that the record will have.
     */
    public long addToBatch(final int type, final int frameLength, final long timestampNs) {
        return writer.batch().addWritten(type, frameLength, timestampNs);
    }

    /**
     * Publish the batch.
     *
     * @return the position behind it.
     */
    public long commitBatch() {
        return writer.batch().commit();
    }

    /** Give the batch up. */
    public void abortBatch() {
        writer.batch().abort();
    }
}
