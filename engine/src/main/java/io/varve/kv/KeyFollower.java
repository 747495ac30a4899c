package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.index.Hash64;
import io.varve.index.HashIndex;
import io.varve.kv.checkpoint.CheckpointFile;
import io.varve.kv.checkpoint.SegmentEntry;
import io.varve.kv.compaction.BytesBySlot;
import io.varve.kv.compaction.TombstonesBySlot;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.log.FollowedLog;
import io.varve.store.Segment;
import io.varve.store.SegmentHeader;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;

/**
 * The keys of a store that this process does not write: from its checkpoint, where there is one, and from its log, over
 * segments that are gone. What they have held and is not dead stands in the log once more. An entry into one of them
 * that the log has not changed is of a key that is dead, and is dropped when the end of the log is reached.
 *
 * <p>Used by one thread at a time, beside readers of the index.
 */
final class KeyFollower {

    private final FollowedLog log;
    private final ReaderEpochs epochs;
    /** Odd while the index is between two moments of the store. */
    private final PaddedLong refreshSequence;
    private final SegmentSlots slots;
    private final KeyIndex index;
    private final KeyDirectory directory;
    private final ReplayGroup group;
    private final KeyReplay replay;
    private final Deque<Retired> retired = new ArrayDeque<>();
    private long position;
    /** In front of it the index may have entries, behind it none. */
    private long indexedTo;
    private long greatestTimeNs;
    /** Whether segments may have gone whose entries were not dropped yet. */
    private boolean isListNew;

    /** A segment that no new reader finds, and since when. */
    private record Retired(long base, long sinceEpoch) {
    }

    KeyFollower(final FollowedLog log, final ReaderEpochs epochs, final PaddedLong refreshSequence,
        final long seed) throws IOException {
        this.log = log;
        this.epochs = epochs;
        this.refreshSequence = refreshSequence;
        slots = new SegmentSlots(log.segmentLength());
        final CheckpointFile.Loaded loaded =
            CheckpointFile.readOnly(log.directory(), log.storeId(), log.segmentLength())
                .load(HashIndex.DEFAULT_LOAD, this::look, this::rollWord);
        index = loaded == null
            ? new KeyIndex(new Hash64(seed), new HashIndex(HashIndex.DEFAULT_LOAD, 0))
            : new KeyIndex(new Hash64(loaded.seed()), loaded.index());
        boolean done = false;
        try {
            if (loaded != null) {
                position = loaded.start();
                indexedTo = loaded.end();
                for (final SegmentEntry entry : loaded.segments()) {
                    slots.assign(log.segment(base(entry.number())), entry.slot());
                }
            }
            directory = new KeyDirectory(slots, new BytesBySlot(), new TombstonesBySlot(), index,
                KeyValueConfig.maxFrameValueLength(log.segmentLength()));
            group = new ReplayGroup(directory, slots);
            replay = new KeyReplay(index.hashes(), slots, group, Long.MAX_VALUE);
            follow();
            done = true;
        } finally {
            if (!done) {
                index.table().close();
            }
        }
    }

    private long base(final int number) {
        return (long) number * log.segmentLength();
    }

    private long rollWord(final int number) {
        return log.isListed(base(number)) && base(number) < log.end()
            ? log.segment(base(number)).buffer().getLongVolatile(SegmentHeader.LENGTH) : 0;
    }

    SegmentSlots slots() {
        return slots;
    }

    KeyIndex index() {
        return index;
    }

    /** Up to where the log was followed. */
    long position() {
        return position;
    }

    /** The greatest time of a record that was followed, in ns since the Unix epoch. */
    long greatestTimeNs() {
        return greatestTimeNs;
    }

    /** Find out where the log ends, and map all of its segments: what is mapped stays when it leaves the store. */
    private long look() {
        boolean complete;
        do {
            isListNew |= log.look();
            complete = true;
            for (final long base : log.bases()) {
                complete = complete && log.segment(base) != null;
            }
        } while (!complete);
        return log.end();
    }

    /** Follow the log to its end; returns how many records were applied. */
    long follow() {
        final long before = replay.records();
        final long end = look();
        if (end > position || isListNew) {
            refreshSequence.setRelease(refreshSequence.getPlain() + 1);
            VarHandle.storeStoreFence();
            try {
                apply(end);
            } finally {
                refreshSequence.setRelease(refreshSequence.getPlain() + 1);
            }
        }
        giveBack();
        return replay.records() - before;
    }

    private void apply(final long end) {
        for (final long base : log.bases()) {
            apply(base, end);
        }
        group.apply();
        dropGone();
        position = end;
        indexedTo = Math.max(indexedTo, end);
    }

    private void apply(final long base, final long end) {
        final Segment segment = log.segment(base);
        if (slots.slotOf(slots.number(base)) == SegmentSlots.NONE) {
            slots.assign(segment);
        }
        if (segment.endPosition() > position) {
            log.frames(segment, Math.max(base, position), Math.min(end, segment.endPosition()), this::onFrame);
        }
    }

    private boolean onFrame(final long at, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        if (FrameType.isUser(type)) {
            greatestTimeNs = Math.max(greatestTimeNs, timestampNs);
        }
        return replay.onFrame(at, type, sequence, timestampNs, body, offset, length);
    }

    private void dropGone() {
        if (isListNew) {
            for (int slot = 0; slot < slots.capacity(); slot++) {
                final int number = slots.segmentIn(slot);
                if (number != SegmentSlots.NONE && !log.isListed(base(number))) {
                    drop(log.segment(base(number)));
                }
            }
            isListNew = false;
        }
    }

    private void drop(final Segment gone) {
        directory.counting(false);
        log.frames(gone, gone.basePosition(), Math.min(gone.endPosition(), indexedTo), this::dropEntry);
        slots.retire(gone.basePosition());
        retired.add(new Retired(gone.basePosition(), epochs.advance()));
    }

    private boolean dropEntry(final long at, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        if (type == FrameType.RELOCATED || FrameType.isUser(type)) {
            final byte[] memory = body.byteArray();
            final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
            final int head = KeyValueDescriptor.head(memory, frame);
            if (KeyValueDescriptor.kind(head) == KeyValueDescriptor.PUT
                && directory.seek(memory, frame + KeyValueDescriptor.keyOffset(head),
                    KeyValueDescriptor.keyLength(head), slots.addressOf(at))) {
                directory.drop(length + FrameDescriptor.HEADER_LENGTH);
            }
        }
        return true;
    }

    private void giveBack() {
        while (!retired.isEmpty() && epochs.isQuiet(retired.peek().sinceEpoch())) {
            final long base = retired.poll().base();
            slots.free(base);
            log.unmap(base);
        }
    }
}
