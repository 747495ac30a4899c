package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FrameHandler;
import org.agrona.DirectBuffer;

/** Brings the keys of a store up to date from the frames of its log, in the order of positions. */
final class KeyReplay implements FrameHandler {

    private final KeyDirectory directory;
    private final SegmentSlots slots;
    private final long countFrom;
    private long records;

    /** With the position behind which live bytes are to be counted: those before are counted already. */
    KeyReplay(final KeyDirectory directory, final SegmentSlots slots, final long countFrom) {
        this.directory = directory;
        this.slots = slots;
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
        directory.counting(position >= countFrom);
        final byte[] memory = body.byteArray();
        final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
        final int head = KeyValueDescriptor.head(memory, frame);
        final int kind = KeyValueDescriptor.kind(head);
        if (kind != KeyValueDescriptor.PUT && kind != KeyValueDescriptor.DELETE) {
            return true;
        }
        final long address = slots.addressOf(position);
        final boolean found = directory.findOnly(
            memory, frame + KeyValueDescriptor.keyOffset(head), KeyValueDescriptor.keyLength(head));
        final int frameLength = length + FrameDescriptor.HEADER_LENGTH;
        if (kind == KeyValueDescriptor.PUT) {
            if (address != directory.address()) {
                directory.point(address, frameLength);
            }
        } else {
            directory.tombstone(address, frameLength, KeyValueDescriptor.rangeStart(memory, frame));
            if (found && TombstoneRule.removes(relocated, sequence, directory.sequence())) {
                directory.remove();
            }
        }
        return true;
    }
}
