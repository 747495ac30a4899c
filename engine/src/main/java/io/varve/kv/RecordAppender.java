package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameAppender;
import io.varve.log.LogFoundation;
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
        frames.sparesKept(1);
    }

    FrameAppender frames() {
        return frames;
    }

    /** What was appended cannot be found: the store must be opened again, which finds it in the log. */
    OutOfMemoryError fail(final OutOfMemoryError cause) {
        foundation.fail(cause);
        return cause;
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

    /** Make room for what makes room, which may use the segment that is kept in reserve. */
    long reserveSpare(final int frameLength) {
        frames.sparesKept(0);
        final long code = reserve(frameLength);
        frames.sparesKept(1);
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

    /**
     * Write and publish the record; room was made for it. Its value is what is kept of another one, and over it a piece
     * at an offset; what neither covers is zero. Returns its position, or a negative code.
     */
    long append(final byte[] kept, final long keptAt, final int keptLength, final int offset, final byte[] piece,
        final long pieceAt, final int pieceLength, final long timestampNs) {
        final long code = write(kept, keptAt, keptLength, offset, piece, pieceAt, pieceLength);
        return code < 0 ? code
            : frames.publish(kind, frameLength(Math.max(keptLength, offset + pieceLength)), timestampNs);
    }

    /**
     * Write and publish the copy of an older record; room was made for it. Returns its position, or a negative code.
     */
    long relocate(final byte[] value, final long valueAt, final int valueLength, final long sequence,
        final long timestampNs) {
        final long code = write(value, valueAt, valueLength, 0, null, 0, 0);
        return code < 0 ? code : frames.publishRelocated(frameLength(valueLength), sequence, timestampNs);
    }

    private long write(final byte[] kept, final long keptAt, final int keptLength, final int offset,
        final byte[] piece, final long pieceAt, final int pieceLength) {
        try {
            final byte[] memory = frames.memory();
            final long target = write(memory, frames.bodyAddress());
            if (keptLength > 0) {
                UnsafeApi.copyMemory(kept, keptAt, memory, target, keptLength);
            }
            if (pieceLength > 0) {
                UnsafeApi.copyMemory(piece, pieceAt, memory, target + offset, pieceLength);
            }
            return 0;
        } catch (final InternalError ex) {
            return frames.fail(ex);
        }
    }

    /** Begin an atomic batch; returns 0 or more, or a negative code. */
    long beginBatch(final int length) {
        final long code = frames.beginBatch(length);
        if (code >= 0 && frames.basePosition() != basePosition) {
            enterSegment();
        }
        return code;
    }

    /** Write the record into the open batch; returns the position that it will have, or a negative code. */
    long addToBatch(final byte[] value, final long valueAt, final int valueLength, final long timestampNs) {
        final int frameLength = frameLength(valueLength);
        try {
            final byte[] memory = frames.memory();
            final long target = write(memory, frames.batchBodyAddress(frameLength));
            if (valueLength > 0) {
                UnsafeApi.copyMemory(value, valueAt, memory, target, valueLength);
            }
            return frames.addToBatch(kind, frameLength, timestampNs);
        } catch (final InternalError ex) {
            frames.fail(ex);
            frames.abortBatch();
            return KeyValueResult.FAILED;
        }
    }
}
