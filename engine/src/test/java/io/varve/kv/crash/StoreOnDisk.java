package io.varve.kv.crash;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.io.sim.SimulatedFiles;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.BufferUtil;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The files of a store as they lie on the disk, read without the engine. */
final class StoreOnDisk {

    /** As docs/FORMAT.md, section 2, has it. */
    private static final int COUNT_OFFSET = 24;
    private static final int ENTRIES_OFFSET = 48;

    private final SimulatedFiles files;
    private final ExpandableArrayBuffer key = new ExpandableArrayBuffer();

    StoreOnDisk(final SimulatedFiles files) {
        this.files = files;
    }

    /** Base positions of the listed segments; none when there is no whole list. */
    List<Long> listed() {
        final List<Long> bases = new ArrayList<>();
        if (!files.names().contains(StoreFileNames.SEGMENTS)) {
            return bases;
        }
        final ByteBuffer list =
            ByteBuffer.wrap(files.bytes(StoreFileNames.SEGMENTS)).order(ByteOrder.LITTLE_ENDIAN);
        final int count = list.limit() < ENTRIES_OFFSET ? 0 : list.getInt(COUNT_OFFSET);
        for (int i = 0; i < count; i++) {
            bases.add(list.getLong(ENTRIES_OFFSET + i * Long.BYTES));
        }
        return bases;
    }

    /** Whether there are files of segments that were listed once and are not any more. */
    boolean isRemovalUnfinished() {
        final List<Long> listed = listed();
        if (listed.isEmpty()) {
            return false;
        }
        final String last = StoreFileNames.segment(listed.get(listed.size() - 1));
        return files.names().stream().anyMatch(name -> StoreFileNames.isSegment(name) && name.compareTo(last) < 0
            && listed.stream().noneMatch(base -> StoreFileNames.segment(base).equals(name)));
    }

    boolean hasGap(final int segmentLength) {
        final List<Long> listed = listed();
        return !listed.isEmpty()
            && listed.get(listed.size() - 1) - listed.get(0) != (listed.size() - 1L) * segmentLength;
    }

    Map<String, byte[]> segments() {
        final Map<String, byte[]> result = new TreeMap<>();
        files.names().stream().filter(StoreFileNames::isSegment).forEach(name -> result.put(name, files.bytes(name)));
        return result;
    }

    /** Hold every record in front of the tail against the change that has its sequence; copies too. */
    void check(final KeyModel model, final long tail, final CrashCounts counts) {
        long last = 0;
        for (final long base : listed()) {
            if (base < tail) {
                last = checkSegment(files.bytes(StoreFileNames.segment(base)), base, tail, last, model, counts);
            }
        }
    }

    private long checkSegment(final byte[] bytes, final long base, final long tail, final long before,
        final KeyModel model, final CrashCounts counts) {
        final UnsafeBuffer segment = new UnsafeBuffer(bytes);
        long last = before;
        int offset = SegmentHeader.LENGTH;
        while (offset < bytes.length && base + offset < tail) {
            final int length = segment.getInt(offset);
            final int type = FrameDescriptor.type(segment.getInt(offset + FrameDescriptor.KIND_OFFSET));
            final long sequence = segment.getLong(offset + FrameDescriptor.SEQUENCE_OFFSET);
            final long position = base + offset;
            if (FrameType.isUser(type)) {
                final long previous = last;
                KeyModel.require(sequence > previous,
                    () -> "sequence " + sequence + " at position " + position + " behind sequence " + previous);
                last = sequence;
            }
            if (FrameType.isUser(type) || type == FrameType.RELOCATED) {
                final boolean tombstone = checkRecord(segment, offset, length, model.ofVersion(sequence), position);
                counts.movedTombstonesRead += type == FrameType.RELOCATED && tombstone ? 1 : 0;
                counts.movedPutsRead += type == FrameType.RELOCATED && !tombstone ? 1 : 0;
            }
            offset += FrameDescriptor.alignedLength(length);
        }
        return last;
    }

    private boolean checkRecord(final UnsafeBuffer segment, final int offset, final int length, final Change change,
        final long position) {
        KeyModel.require(change != null, () -> "the record at position " + position + " was never made");
        final byte[] memory = segment.byteArray();
        final int head = KeyValueDescriptor.head(memory, BufferUtil.ARRAY_BASE_OFFSET + offset);
        final int keyLength = Change.writeKey(change.key(), key);
        boolean right = KeyValueDescriptor.keyLength(head) == keyLength;
        for (int i = 0; right && i < keyLength; i++) {
            right = segment.getByte(offset + KeyValueDescriptor.keyOffset(head) + i) == key.getByte(i);
        }
        final boolean tombstone = KeyValueDescriptor.kind(head) == KeyValueDescriptor.DELETE;
        final int valueOffset = KeyValueDescriptor.valueOffset(head);
        right = right && tombstone == change.isDelete()
            && (tombstone || change.isValue(segment, offset + valueOffset, length - valueOffset));
        KeyModel.require(right, () -> "the record at position " + position + " is not " + change);
        return tombstone;
    }
}
