package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameAppender;
import io.varve.log.LogFoundation;
import java.util.concurrent.TimeUnit;
import org.agrona.UnsafeApi;

/**
 * Lays records of a key-value store into its log, without waiting. Used by the writer's thread.
 */
final class RecordAppender {

    private final LogFoundation foundation;
    private final FrameAppender frames;
    private final SegmentSlots slots;
    private final IntBinaryConsumer onNewSegment;
    /** The segment of the tail, its number, and its slot. */
    private long basePosition = -1;
    private int segment;
    private int slot;

    /** What the next record is made of. */
    private int kind;
    private int valueType;
    private int flags;
    private int rangeStart;
    private int rangeEnd;
    private long expireAt;
    private long replaced;
    private byte[] keyMemory;
    private long keyAt;
    private int keyLength;

    /** Told number and slot of a segment that gets its first record. */
    @FunctionalInterface
    interface IntBinaryConsumer {

        void accept(int segment, int slot);
    }

    RecordAppender(
        final LogFoundation foundation, final SegmentSlots slots, final IntBinaryConsumer onNewSegment) {
        this.foundation = foundation;
        this.slots = slots;
        this.onNewSegment = onNewSegment;
        frames = foundation.appender();
    }

    FrameAppender frames() {
        return frames;
    }

    /** Begin to describe a record. */
    RecordAppender record(final int recordKind, final int type, final byte[] key, final long at, final int length) {
        kind = recordKind;
        valueType = type;
        flags = 0;
        keyMemory = key;
        keyAt = at;
        keyLength = length;
        return this;
    }

    RecordAppender range(final int start) {
        rangeStart = start;
        return this;
    }

    int rangeStart() {
        return rangeStart;
    }

    RecordAppender rangeEnd(final int end) {
        flags |= KeyValueDescriptor.RANGE_END;
        rangeEnd = end;
        return this;
    }

    /** When the key ends, or 0 for never. */
    RecordAppender expireAt(final long ms) {
        if (ms != 0) {
            flags |= KeyValueDescriptor.EXPIRES;
            expireAt = ms;
        }
        return this;
    }

    RecordAppender replaces(final long position) {
        flags |= KeyValueDescriptor.REPLACES;
        replaced = position;
        return this;
    }

    RecordAppender chunked() {
        flags |= KeyValueDescriptor.CHUNKED;
        return this;
    }

    int frameLength(final int valueLength) {
        return KeyValueDescriptor.frameLength(flags, keyLength, valueLength);
    }

    /** Make room at the tail; returns 0 or a negative code. */
    long reserve(final int frameLength) {
        final long code = frames.reserve(frameLength);
        if (code == 0 && frames.basePosition() != basePosition) {
            enterSegment();
        }
        return code;
    }

    private void enterSegment() {
        basePosition = frames.basePosition();
        segment = slots.number(basePosition);
        slot = slots.slotOf(segment);
        if (slot == SegmentSlots.NONE) {
            slot = slots.assign(foundation.segment(basePosition));
            onNewSegment.accept(segment, slot);
        }
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(frames.timeNs());
    }

    /** Number of the segment for which room was made. */
    int segment() {
        return segment;
    }

    /** The address of a frame in the segment of the tail. */
    long address(final long position) {
        return SegmentSlots.address(slot, (int) (position - basePosition));
    }

    /**
     * Write the record into the room that was made, and return the address where {@code valueLength} bytes of its value
     * belong.
     */
    long write(final byte[] memory, final long body) {
        final long frame = body - FrameDescriptor.BODY_OFFSET;
        final int head = KeyValueDescriptor.head(kind, valueType, flags, keyLength);
        UnsafeApi.putLong(memory, frame + KeyValueDescriptor.KIND_OFFSET,
            head & 0xffff_ffffL | (long) rangeStart << 32);
        if (flags != 0) {
            writeWords(memory, frame, head);
        }
        final long keyTarget = frame + KeyValueDescriptor.keyOffset(head);
        UnsafeApi.copyMemory(keyMemory, keyAt, memory, keyTarget, keyLength);
        return keyTarget + keyLength;
    }

    private void writeWords(final byte[] memory, final long frame, final int head) {
        if ((flags & KeyValueDescriptor.EXPIRES) != 0) {
            UnsafeApi.putLong(memory, frame + KeyValueDescriptor.WORDS_OFFSET, expireAt);
        }
        if ((flags & KeyValueDescriptor.REPLACES) != 0) {
            UnsafeApi.putLong(memory, frame + KeyValueDescriptor.replacedOffset(head), replaced);
        }
        if ((flags & KeyValueDescriptor.RANGE_END) != 0) {
            UnsafeApi.putLong(memory, frame + KeyValueDescriptor.rangeEndOffset(head), rangeEnd & 0xffff_ffffL);
        }
    }

    /** Write and publish the record with a value; room was made for it. Returns its position, or a negative code. */
    long append(final byte[] value, final long valueAt, final int valueLength, final long timestampNs) {
        final long code = write(value, valueAt, valueLength);
        return code < 0 ? code : frames.publish(kind, frameLength(valueLength), timestampNs);
    }

    /**
     * Write and publish the copy of an older record; room was made for it. Returns its position, or a negative code.
     */
    long relocate(final byte[] value, final long valueAt, final int valueLength, final long sequence,
        final long timestampNs) {
        final long code = write(value, valueAt, valueLength);
        return code < 0 ? code : frames.publishRelocated(frameLength(valueLength), sequence, timestampNs);
    }

    private long write(final byte[] value, final long valueAt, final int valueLength) {
        try {
            final byte[] memory = frames.memory();
            final long target = write(memory, frames.bodyAddress());
            if (valueLength > 0) {
                UnsafeApi.copyMemory(value, valueAt, memory, target, valueLength);
            }
            return 0;
        } catch (final InternalError ex) {
            return frames.fail(ex);
        }
    }
}
