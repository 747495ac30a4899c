package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.index.Hash64;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameHandler;
import org.agrona.DirectBuffer;

/** Takes the frames of a log, in the order of positions, and hands those that change keys on. */
final class KeyReplay implements FrameHandler {

    private final Hash64 hashes;
    private final SegmentSlots slots;
    private final ReplayGroup group;
    private final long countFrom;
    private long records;

    /** With the position behind which live bytes are to be counted: those before are counted already. */
    KeyReplay(final Hash64 hashes, final SegmentSlots slots, final ReplayGroup group, final long countFrom) {
        this.hashes = hashes;
        this.slots = slots;
        this.group = group;
        this.countFrom = countFrom;
    }

    /** How many records were taken. */
    long records() {
        return records;
    }

    @Override
    public boolean onFrame(final long position, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        final boolean relocated = type == FrameType.RELOCATED;
        if (!relocated && !FrameType.isUser(type)) {
            return true;
        }
        records++;
        final byte[] memory = body.byteArray();
        final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
        final int head = KeyValueDescriptor.head(memory, frame);
        final int kind = KeyValueDescriptor.kind(head);
        if (kind == KeyValueDescriptor.PUT || kind == KeyValueDescriptor.DELETE) {
            final long hash = hashes.hash(
                memory, frame + KeyValueDescriptor.keyOffset(head), KeyValueDescriptor.keyLength(head));
            group.add(hash, slots.addressOf(position), length + FrameDescriptor.HEADER_LENGTH,
                kind == KeyValueDescriptor.DELETE, KeyValueDescriptor.isChunked(head), relocated,
                position >= countFrom);
        }
        return true;
    }
}
