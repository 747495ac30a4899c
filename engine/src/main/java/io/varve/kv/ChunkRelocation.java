package io.varve.kv;

import io.varve.kv.compaction.ListedSegments;
import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.compaction.UnlistedChunks;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Chunks of one value that compaction has moved, until a copy of the record that lists them says where they are now.
 * The chunks of a value lie side by side, so that one such copy serves many of them. Used by the writer's thread.
 */
final class ChunkRelocation {

    private static final long ARRAY = BufferUtil.ARRAY_BASE_OFFSET;
    private static final int FIRST_CAPACITY = 16;

    private final KeyDirectory directory;
    private final RecordAppender records;
    private final ListedSegments listed;
    private final UnlistedChunks unlisted;
    private byte[] key = new byte[0];
    private int keyLength;
    private int[] numbers = new int[FIRST_CAPACITY];
    private long[] from = new long[FIRST_CAPACITY];
    private long[] to = new long[FIRST_CAPACITY];
    private int count;
    private int ticket;
    private byte[] list = new byte[0];

    ChunkRelocation(final KeyDirectory directory, final RecordAppender records, final ListedSegments listed,
        final UnlistedChunks unlisted) {
        this.directory = directory;
        this.records = records;
        this.listed = listed;
        this.unlisted = unlisted;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether chunks of a key have been moved. */
    boolean isOf(final byte[] memory, final long keyAt, final int length) {
        return count > 0 && isKey(memory, keyAt, length);
    }

    /** Whether chunks of another key than that have been moved. */
    boolean isOfOther(final byte[] memory, final long keyAt, final int length) {
        return count > 0 && !isKey(memory, keyAt, length);
    }

    private boolean isKey(final byte[] memory, final long keyAt, final int length) {
        boolean same = length == keyLength;
        for (int i = 0; same && i < length; i++) {
            same = UnsafeApi.getByte(memory, keyAt + i) == key[i];
        }
        return same;
    }

    /**
     * Whether the record that the key has now lists a chunk at a position. Chunks that were moved are still listed at
     * their old places.
     */
    boolean isListed(
        final byte[] memory, final long keyAt, final int length, final int number, final long position) {
        return directory.find(memory, keyAt, length) && isListed(number, position);
    }

    private boolean isListed(final int number, final long position) {
        return KeyValueDescriptor.isChunked(directory.head())
            && ChunkList.names(directory.memory(), listAt(), listLength(), number, position);
    }

    private long listAt() {
        return directory.frame() + KeyValueDescriptor.valueOffset(directory.head());
    }

    private int listLength() {
        return KeyValueDescriptor.frameLength(directory.memory(), directory.frame())
            - KeyValueDescriptor.valueOffset(directory.head());
    }

    /** Before a chunk of that key is appended, so that compaction keeps away from it until it is listed. */
    void begin(final byte[] memory, final long keyAt, final int length) {
        if (count == 0) {
            if (key.length < length) {
                key = new byte[length];
            }
            UnsafeApi.copyMemory(memory, keyAt, key, ARRAY, length);
            keyLength = length;
            ticket = unlisted.begin(records.frames().position());
        }
    }

    /** No chunk was appended after {@link #begin}. */
    void giveUp() {
        if (count == 0) {
            unlisted.end(ticket);
        }
    }

    /** A chunk was moved. */
    void moved(final int number, final long oldPosition, final long newPosition) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        numbers[count] = number;
        from[count] = oldPosition;
        to[count++] = newPosition;
    }

    /**
     * Append a copy of the record that lists them, with the new places. Returns the length of its frame, 0 when there
     * was nothing to be done, because the key has another value now, or a negative code, and then it is to be tried
     * again.
     */
    int list() {
        if (count == 0) {
            return 0;
        }
        final int length = directory.find(key, ARRAY, keyLength) && change() ? append() : 0;
        if (length >= 0) {
            count = 0;
            unlisted.end(ticket);
        }
        return length;
    }

    /** Make the changed list; returns whether it differs from the present one. */
    private boolean change() {
        if (!KeyValueDescriptor.isChunked(directory.head())) {
            return false;
        }
        if (list.length < listLength()) {
            list = new byte[listLength()];
        }
        UnsafeApi.copyMemory(directory.memory(), listAt(), list, ARRAY, listLength());
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            if (isListed(numbers[i], from[i])) {
                ChunkList.position(list, ARRAY, numbers[i], to[i]);
                changed = true;
            }
        }
        return changed;
    }

    private int append() {
        final int head = directory.head();
        final long expireAt = directory.expireAt();
        records.record(KeyValueDescriptor.PUT, KeyValueDescriptor.valueType(head), key, ARRAY, keyLength)
            .expireAt(expireAt).chunked()
            .range(TombstoneRule.rangeStartOfRelocated(directory.rangeStart(), directory.segment(), listed));
        final int length = records.frameLength(listLength());
        final long room = records.reserve(length);
        if (room < 0) {
            return (int) room;
        }
        final long position = records.relocate(list, ARRAY, listLength(), directory.sequence(),
            KeyValueDescriptor.timestampNs(directory.memory(), directory.frame()));
        if (position < 0) {
            return (int) position;
        }
        directory.pointAtChunks(records.address(position), length);
        return length;
    }
}
