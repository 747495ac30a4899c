package io.varve.log;

import io.varve.StoreFullException;
import io.varve.agent.AgentRole;
import io.varve.agent.PaddedLong;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.frame.RollDescriptor;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import io.varve.store.SegmentPreparer;
import io.varve.store.SegmentView;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The writer's place in the log: lays frames into segments and publishes them. Used by the writer's thread only.
 *
 * <p>Behind the last published frame there are only zeros. A frame is published by the release store of its commit
 * word; the committed position follows once per record or batch.
 */
final class LogAppender {

    private static final int ALIGNMENT_SHIFT = Integer.numberOfTrailingZeros(FrameDescriptor.ALIGNMENT);
    private static final int EPOCH_FRAME_LENGTH = FrameDescriptor.HEADER_LENGTH;
    private static final long NOT_WAITING = Long.MIN_VALUE;

    private final LogConfig config;
    private final LogStatus status;
    private final SegmentPreparer preparer;
    private final Runnable onFirstAppend;
    private final FrameChecksum checksum;
    private final long epoch;
    private final LogState state;
    private final PaddedLong committed;
    private final PaddedLong time;

    private Segment segment;
    /** The view that is stored through, or null for the segment's own mapping. */
    private SegmentView view;
    private UnsafeBuffer buffer;
    /** The memory of the segment: an address, or an array and an offset in it. */
    private byte[] memory;
    private long address;
    private ByteBuffer checksumView;
    private long basePosition;
    /** Offset in the segment of the next frame. */
    private int offset;
    /** Where the slow path begins: the next place for an entry of the index, or the end of the segment. */
    private int limit;
    private int end;
    private long nextSequence;
    private long lastTimestamp;
    private int previousChecksum;
    private boolean started;
    /** What the tick agent's clock said when the writer last looked, and the durable position at that moment. */
    private long seenTime = Long.MIN_VALUE;
    private long seenDurable;
    /** Since when appends have been refused for want of a segment. */
    private long waitingSinceNs = NOT_WAITING;
    private LatePreparationEvent latePreparation;
    /** When the segment got its first record, by the tick agent's clock. */
    private long segmentTime;
    private long segmentSequence;
    /** How many prepared segments the next append must leave. */
    private int sparesKept;

    LogAppender(final LogConfig config, final LogStatus status, final SegmentPreparer preparer,
        final FrameChecksum checksum, final long epoch, final LogState state, final Segment tailSegment,
        final Runnable onFirstAppend) {
        this.config = config;
        this.status = status;
        this.preparer = preparer;
        this.checksum = checksum;
        this.epoch = epoch;
        this.state = state;
        this.onFirstAppend = onFirstAppend;
        committed = status.committed;
        time = status.time;
        previousChecksum = state.checksum;
        nextSequence = state.nextSequence;
        lastTimestamp = state.lastTimestamp;
        segment = tailSegment;
    }

    /** Position of the next frame. */
    long tail() {
        return basePosition + offset;
    }

    long nextSequence() {
        return nextSequence;
    }

    /** The engine's time for a record for which room was made. */
    long time() {
        return Math.max(lastTimestamp, seenTime);
    }

    void refreshTime() {
        if (started) {
            status.time.raiseTo(config.clock().nanoTime());
        }
    }

    /** Make sure that a number of bytes fits at the tail; returns 0 or a negative code of {@link LogWriter}. */
    long reserve(final int length) {
        if (FrameDescriptor.alignedLength(length) > limit - offset || time.getOpaque() != seenTime) {
            return makeRoom(length, false);
        }
        return 0;
    }

    /** How many prepared segments an append leaves to others, from now on. */
    void sparesKept(final int count) {
        sparesKept = count;
    }

    /** Append a record for which room was made. */
    long append(
        final int type, final DirectBuffer source, final int sourceOffset, final int length, final long timestampNs) {
        source.boundsCheck(sourceOffset, length);
        // All fields are stored before copy and checksum: behind these calls the compiler would load every field again.
        final int at = offset;
        final long position = basePosition + at;
        final int frameLength = FrameDescriptor.HEADER_LENGTH + length;
        final int next = at + FrameDescriptor.alignedLength(frameLength);
        final long frame = address + at;
        final long sequence = nextSequence;
        nextSequence = sequence + 1;
        lastTimestamp = Math.max(lastTimestamp, timestampNs);
        offset = next;
        final long kindAndLag = FrameDescriptor.kind(epoch, type, 0) & 0xffff_ffffL | (long) lag(position) << 32;
        UnsafeApi.putLong(memory, frame + FrameDescriptor.SEQUENCE_OFFSET, sequence);
        UnsafeApi.putLong(memory, frame + FrameDescriptor.KIND_OFFSET, kindAndLag);
        UnsafeApi.putLong(memory, frame + FrameDescriptor.TIMESTAMP_OFFSET, timestampNs);
        UnsafeApi.copyMemory(source.byteArray(), source.addressOffset() + sourceOffset, memory,
            frame + FrameDescriptor.BODY_OFFSET, length);
        final int sum = checksum.compute(checksumView, at, frameLength, position, frameLength);
        UnsafeApi.putLongRelease(memory, frame, FrameDescriptor.commitWord(frameLength, sum));
        previousChecksum = sum;
        committed.setRelease(basePosition + next);
        return position;
    }

    /** Write a header but for the commit word, and return that word. */
    long seal(final int at, final long position, final int frameLength, final int covered, final int kind,
        final int lagOrCount, final long sequence, final long timestampNs) {
        buffer.putLong(at + FrameDescriptor.SEQUENCE_OFFSET, sequence);
        buffer.putLong(at + FrameDescriptor.KIND_OFFSET, kind & 0xffff_ffffL | (long) lagOrCount << 32);
        buffer.putLong(at + FrameDescriptor.TIMESTAMP_OFFSET, timestampNs);
        return FrameDescriptor.commitWord(
            frameLength, checksum.compute(checksumView, at, covered, position, frameLength));
    }

    /** Look at the durable position now: the next frames carry it. */
    void refreshDurable() {
        seenDurable = status.durable.getAcquire();
    }

    /** How far the durable position is behind, in units of the alignment, for the header of a frame. */
    int lag(final long position) {
        return (int) Math.min((position - seenDurable) >>> ALIGNMENT_SHIFT, FrameDescriptor.LAG_UNKNOWN);
    }

    private void advance(final int newOffset) {
        offset = newOffset;
        committed.setRelease(basePosition + newOffset);
    }

    /** After the frames from the tail to a new offset were published by {@link LogClaim} or {@link LogBatch}. */
    void published(final int newOffset, final int records, final long maxTimestamp, final int lastChecksum) {
        nextSequence += records;
        lastTimestamp = Math.max(lastTimestamp, maxTimestamp);
        previousChecksum = lastChecksum;
        advance(newOffset);
    }

    void externalPosition(final long position) {
        state.externalPosition = position;
        state.hasExternalPosition = true;
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** The memory of the segment: an array, or null when addresses are absolute. */
    byte[] memory() {
        return memory;
    }

    /** Address in that memory of the segment's first byte. */
    long bufferAddress() {
        return address;
    }

    /** Address in that memory of the next frame. */
    long tailAddress() {
        return address + offset;
    }

    int offset() {
        return offset;
    }

    long basePosition() {
        return basePosition;
    }

    long epoch() {
        return epoch;
    }

    /** Turn a range at the tail into one padding frame. Its checksum covers the header only. */
    void pad(final int length) {
        status.events.add(LogCounter.PADDING_BYTES, length);
        final int at = offset;
        final long position = basePosition + at;
        final long word = seal(at, position, length, FrameDescriptor.HEADER_LENGTH,
            FrameDescriptor.kind(epoch, FrameType.PADDING, 0), lag(position), nextSequence, lastTimestamp);
        buffer.putLongRelease(at, word);
        published(at + length, 0, lastTimestamp, FrameDescriptor.checksum(word));
    }

    /** What ends half-way leaves a writer that does not know where it stands: the log fails, whatever it was. */
    private long makeRoom(final int length, final boolean inNewSegment) {
        if (status.isHalted()) {
            return status.isClosed() ? LogWriter.CLOSED : LogWriter.FAILED;
        }
        try {
            return inNewSegment ? tryRoll() : tryMakeRoom(length);
        } catch (final InternalError ex) {
            status.fail(ex);
            return LogWriter.FAILED;
        } catch (final RuntimeException | Error ex) {
            status.fail(ex);
            throw ex;
        }
    }

    private long tryMakeRoom(final int length) {
        if (!started) {
            start();
        }
        seenTime = status.time.getOpaque();
        seenDurable = status.durable.getAcquire();
        status.nextSequence.setRelease(nextSequence);
        if (config.rollIntervalNs() > 0) {
            rollByTime();
        }
        if (FrameDescriptor.alignedLength(length) > end - offset) {
            final long code = nextSegment();
            if (code < 0) {
                return code;
            }
        }
        waitingSinceNs = NOT_WAITING;
        lookForView();
        noteIndex(length);
        return 0;
    }

    /** Never waits: when no segment is ready the log goes on in the present one. */
    private void rollByTime() {
        if (nextSequence == segmentSequence) {
            segmentTime = seenTime;
        } else if (segment != null && seenTime - segmentTime >= config.rollIntervalNs()) {
            if (preparer.ready() > sparesKept) {
                nextSegment();
                segmentTime = seenTime;
            } else {
                config.agents().wake(AgentRole.PREPARE);
            }
        }
    }

    /** Go on through another view where there is one. Nothing is open now: a claim ends in the view it began in. */
    private void lookForView() {
        final SegmentView next = offset < end ? segment.view(offset) : null;
        if (next != null && next != view) {
            storeThrough(next);
            status.viewStart.setRelease(committed.getPlain());
        }
    }

    private void storeThrough(final SegmentView next) {
        view = next;
        buffer = next.buffer();
        memory = buffer.byteArray();
        address = buffer.addressOffset();
        checksumView = next.byteBuffer();
    }

    private void noteIndex(final int length) {
        if (FrameDescriptor.alignedLength(length) > limit - offset) {
            segment.index().note(offset, length, nextSequence, lastTimestamp);
            limit = Math.min(end, segment.index().nextBoundary());
        }
    }

    /** The first append of this writer: agents begin to run, and the log goes on in the segment where it ended. */
    private void start() {
        started = true;
        seenDurable = status.durable.getAcquire();
        status.time.raiseTo(config.clock().nanoTime());
        onFirstAppend.run();
        if (segment != null) {
            moveTo(segment, (int) (state.tail - segment.basePosition()));
            segmentSequence = firstSequence();
            segmentTime = buffer.getLong(SegmentHeader.CREATED_OFFSET);
            appendEpoch();
        }
    }

    long roll() {
        return makeRoom(EPOCH_FRAME_LENGTH, true);
    }

    private long tryRoll() {
        if (segment == null || !started) {
            final long code = tryMakeRoom(EPOCH_FRAME_LENGTH);
            if (code < 0) {
                return code;
            }
        }
        return firstSequence() == nextSequence ? 0 : nextSegment();
    }

    private long firstSequence() {
        return buffer.getLong(SegmentHeader.LENGTH + FrameDescriptor.SEQUENCE_OFFSET);
    }

    /** Move on to the segment that the preparer has ready; nothing is stored when there is none to be taken. */
    private long nextSegment() {
        if (preparer.ready() <= sparesKept) {
            return noSegment();
        }
        if (offset < end) {
            pad(end - offset);
        }
        final Segment next = preparer.poll();
        if (waitingSinceNs != NOT_WAITING) {
            endWait(next);
        }
        config.agents().wake(AgentRole.PREPARE);
        moveTo(next, SegmentHeader.LENGTH);
        segmentSequence = nextSequence;
        segmentTime = seenTime;
        appendRoll();
        return 0;
    }

    private void endWait(final Segment next) {
        final long durationNs = config.monotonicClock().nanoTime() - waitingSinceNs;
        waitingSinceNs = NOT_WAITING;
        status.events.waited(next.basePosition(), segment == null, durationNs, config.slowSegmentWaitNs());
        if (latePreparation != null) {
            latePreparation.commitIfWanted(next.basePosition());
            latePreparation = null;
        }
    }

    private long noSegment() {
        if (waitingSinceNs == NOT_WAITING) {
            waitingSinceNs = config.monotonicClock().nanoTime();
            latePreparation = segment == null ? null : FlightRecording.latePreparation();
        }
        config.agents().wake(AgentRole.PREPARE);
        return preparer.lastFailure() == null ? LogWriter.BACK_PRESSURED : LogWriter.FULL;
    }

    StoreFullException fullException() {
        final IOException failure = preparer.lastFailure();
        return new StoreFullException("the next segment of " + config.segmentLength() + " bytes in " + config.path()
            + " could not be prepared: " + (failure == null ? "no room" : failure.getMessage())
            + "; nothing of the record was stored, appending works again when there is room", config.path().toString(),
            failure);
    }

    private void moveTo(final Segment next, final int newOffset) {
        segment = next;
        view = null;
        buffer = next.buffer();
        memory = buffer.byteArray();
        address = buffer.addressOffset();
        checksumView = next.byteBuffer();
        basePosition = next.basePosition();
        offset = newOffset;
        end = next.length();
        limit = Math.min(end, next.index().nextBoundary());
        status.viewStart.setRelease(committed.getPlain());
        lookForView();
    }

    private void appendEpoch() {
        if (offset == end) {
            return;
        }
        final int at = offset;
        final long position = basePosition + at;
        final long word = seal(at, position, EPOCH_FRAME_LENGTH, EPOCH_FRAME_LENGTH,
            FrameDescriptor.kind(epoch, FrameType.EPOCH, 0), lag(position), nextSequence, epoch);
        buffer.putLongRelease(at, word);
        published(at + EPOCH_FRAME_LENGTH, 0, lastTimestamp, FrameDescriptor.checksum(word));
    }

    private void appendRoll() {
        final int at = offset;
        final int body = at + FrameDescriptor.BODY_OFFSET;
        buffer.putLong(body + RollDescriptor.EPOCH_OFFSET, epoch);
        buffer.putLong(body + RollDescriptor.WATERMARK_OFFSET, status.durable.getAcquire());
        buffer.putLong(body + RollDescriptor.EXTERNAL_POSITION_OFFSET, state.externalPosition);
        buffer.putInt(body + RollDescriptor.PREVIOUS_CHECKSUM_OFFSET, previousChecksum);
        buffer.putInt(body + RollDescriptor.FLAGS_OFFSET,
            state.hasExternalPosition ? RollDescriptor.HAS_EXTERNAL_POSITION : 0);
        final long position = basePosition + at;
        final long word = seal(at, position, RollDescriptor.FRAME_LENGTH, RollDescriptor.FRAME_LENGTH,
            FrameDescriptor.kind(epoch, FrameType.ROLL, 0), lag(position), nextSequence, lastTimestamp);
        buffer.putLongRelease(at, word);
        published(at + RollDescriptor.FRAME_LENGTH, 0, lastTimestamp, FrameDescriptor.checksum(word));
    }
}
