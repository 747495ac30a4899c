package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.compaction.CompactionCounts;
import io.varve.kv.compaction.CompactionSlice;
import io.varve.kv.compaction.ListedSegments;
import io.varve.kv.compaction.StagedRecord;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.compaction.VictimRelease;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Moves what was staged of a victim, after checking that the index still points at the old place. Nobody else appends,
 * so that the order of the log is the order of versions. Used by the writer's thread.
 */
final class Relocation implements ControlledMessageHandler {

    private final KeyDirectory directory;
    private final RecordAppender records;
    private final SegmentSlots slots;
    private final ListedSegments listed;
    private final VictimRelease release;
    private final CompactionCounts counts;
    private final StoreClock clock;
    private final ExpiredEntries expired;
    private final ChunkRelocation chunks;
    private int moved;

    /** The record that is being looked at. */
    private byte[] memory;
    private long frame;
    private int head;
    private int bodyLength;
    private long sequence;
    private long timestampNs;
    private int victim;

    Relocation(final KeyDirectory directory, final RecordAppender records, final SegmentSlots slots,
        final ListedSegments listed, final VictimRelease release, final CompactionCounts counts,
        final StoreClock clock, final ExpiredEntries expired, final UnlistedChunks unlisted) {
        this.directory = directory;
        this.records = records;
        this.slots = slots;
        this.listed = listed;
        this.release = release;
        this.counts = counts;
        this.clock = clock;
        this.expired = expired;
        chunks = new ChunkRelocation(directory, records, listed, unlisted);
    }

    /** Move a slice of what is staged; returns the bytes of the frames that were appended. */
    int slice(final OneToOneRingBuffer stage) {
        moved = 0;
        records.frames().sparesKept(0);
        stage.controlledRead(this, CompactionSlice.RECORDS);
        records.frames().sparesKept(1);
        return moved;
    }

    @Override
    public Action onMessage(final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        final long position = buffer.getLong(index + StagedRecord.POSITION_OFFSET);
        if (type == StagedRecord.END) {
            if (!listChunks()) {
                return Action.ABORT;
            }
            release.emptied(position, records.frames().position());
            return Action.CONTINUE;
        }
        sequence = buffer.getLong(index + StagedRecord.SEQUENCE_OFFSET);
        timestampNs = buffer.getLong(index + StagedRecord.TIMESTAMP_OFFSET);
        memory = buffer.byteArray();
        frame = buffer.addressOffset() + index + StagedRecord.BODY_OFFSET - FrameDescriptor.BODY_OFFSET;
        head = KeyValueDescriptor.head(memory, frame);
        bodyLength = length - StagedRecord.BODY_OFFSET;
        victim = slots.number(position);
        if (!relocate(position)) {
            return Action.ABORT;
        }
        return moved < CompactionSlice.BYTES ? Action.CONTINUE : Action.BREAK;
    }

    /** Returns false when there is no room now. */
    private boolean relocate(final long position) {
        final int kind = KeyValueDescriptor.kind(head);
        if (kind == KeyValueDescriptor.CHUNK) {
            return relocateChunk(position);
        }
        // Once its chunks are listed, the record is somewhere else, and this is an old one.
        if (chunks.isOf(memory, keyAt(), keyLength()) && !listChunks()) {
            return false;
        }
        return kind == KeyValueDescriptor.PUT ? relocatePut(slots.addressOf(position)) : relocateTombstone();
    }

    private boolean listChunks() {
        if (chunks.isEmpty()) {
            return true;
        }
        final int length = chunks.list();
        if (length > 0) {
            count(length);
        }
        return length >= 0;
    }

    private boolean relocateChunk(final long position) {
        if (chunks.isOfOther(memory, keyAt(), keyLength()) && !listChunks()) {
            return false;
        }
        final int number = KeyValueDescriptor.chunkNumber(memory, frame);
        if (!chunks.isListed(memory, keyAt(), keyLength(), number, position)) {
            return true;
        }
        chunks.begin(memory, keyAt(), keyLength());
        final long moveTo = appendChunk(number);
        if (moveTo < 0) {
            chunks.giveUp();
            return false;
        }
        chunks.moved(number, position, moveTo);
        return true;
    }

    private long appendChunk(final int number) {
        records.record(KeyValueDescriptor.CHUNK, 0, memory, keyAt(), keyLength()).range(number);
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        final int valueLength = frameLength() - valueOffset;
        final long room = records.reserve(records.frameLength(valueLength));
        if (room < 0) {
            return room;
        }
        final long position = records.relocate(memory, frame + valueOffset, valueLength, sequence, timestampNs);
        if (position >= 0) {
            count(records.frameLength(valueLength));
        }
        return position;
    }

    private long keyAt() {
        return frame + KeyValueDescriptor.keyOffset(head);
    }

    private int keyLength() {
        return KeyValueDescriptor.keyLength(head);
    }

    private int frameLength() {
        return FrameDescriptor.HEADER_LENGTH + bodyLength;
    }

    /** Returns false when there is no room now. */
    private boolean relocatePut(final long address) {
        final boolean current = directory.seek(memory, keyAt(), keyLength(), address);
        final boolean expires = (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) != 0;
        final long expireAt = expires ? KeyValueDescriptor.expireAt(memory, frame) : 0;
        if (expires && expireAt <= clock.nowMs()) {
            if (current) {
                if (KeyValueDescriptor.isChunked(head)) {
                    directory.countChunks(memory, frame, head, -1);
                }
                directory.drop(frameLength());
                expired.noteCleared();
            }
            return relocateExpired();
        }
        if (!current) {
            return true;
        }
        final int rangeStart = KeyValueDescriptor.rangeStart(memory, frame);
        records.record(KeyValueDescriptor.PUT, KeyValueDescriptor.valueType(head), memory, keyAt(), keyLength())
            .expireAt(expireAt).range(TombstoneRule.rangeStartOfRelocated(rangeStart, victim, listed));
        if (KeyValueDescriptor.isChunked(head)) {
            records.chunked();
        }
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        final int valueLength = frameLength() - valueOffset;
        final int newLength = records.frameLength(valueLength);
        if (records.reserve(newLength) < 0) {
            return false;
        }
        final long moveTo = records.relocate(memory, frame + valueOffset, valueLength, sequence, timestampNs);
        if (moveTo < 0) {
            return false;
        }
        directory.move(frameLength(), records.address(moveTo), newLength);
        count(newLength);
        return true;
    }

    /** An expired version may be all that keeps an older one dead, whether the index points at it or not. */
    private boolean relocateExpired() {
        final int rangeStart = KeyValueDescriptor.rangeStart(memory, frame);
        final int newest = directory.find(memory, keyAt(), keyLength()) ? directory.rangeStart()
            : TombstoneRule.NO_OLDER_VERSION;
        return TombstoneRule.mayDropExpired(rangeStart, victim, newest, listed) || appendTombstone(rangeStart, victim);
    }

    private boolean relocateTombstone() {
        final int rangeStart = KeyValueDescriptor.rangeStart(memory, frame);
        final int rangeEnd = KeyValueDescriptor.rangeEnd(memory, frame, head);
        if (TombstoneRule.mayDrop(rangeStart, rangeEnd, victim, listed)) {
            counts.droppedTombstone();
            return true;
        }
        return appendTombstone(rangeStart, rangeEnd);
    }

    private boolean appendTombstone(final int rangeStart, final int rangeEnd) {
        records.record(KeyValueDescriptor.DELETE, 0, memory, keyAt(), keyLength()).range(rangeStart)
            .rangeEnd(rangeEnd);
        final int length = records.frameLength(0);
        if (records.reserve(length) < 0) {
            return false;
        }
        final long position = records.relocate(null, 0, 0, sequence, timestampNs);
        if (position < 0) {
            return false;
        }
        directory.tombstone(records.address(position), length, rangeStart);
        count(length);
        return true;
    }

    private void count(final int frameLength) {
        moved += FrameDescriptor.alignedLength(frameLength);
        counts.moved(FrameDescriptor.alignedLength(frameLength));
    }
}
