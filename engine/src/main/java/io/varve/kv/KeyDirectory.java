package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.index.Hash64;
import io.varve.index.IndexProbe;
import io.varve.index.IndexWriter;
import io.varve.kv.compaction.BytesBySlot;
import io.varve.kv.compaction.TombstonesBySlot;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;

/**
 * The keys of a store as its writer sees and changes them: index, slots, and how many bytes of each segment live. Used
 * by one thread at a time: recovery's, then the writer's.
 */
final class KeyDirectory {

    private final SegmentSlots slots;
    /** The bytes of frames that the index points at, and of those that keep keys dead. */
    private final BytesBySlot liveBytes;
    private final TombstonesBySlot tombstones;
    private final int chunkLength;
    private Hash64 hashes;
    private IndexWriter index;
    private boolean counting = true;

    private long hash;
    /** What was found last; 0 when nothing was. */
    private long address;
    private byte[] memory;
    private long frame;
    private int head;

    KeyDirectory(final SegmentSlots slots, final BytesBySlot liveBytes, final TombstonesBySlot tombstones,
        final KeyIndex index, final int chunkLength) {
        this.chunkLength = chunkLength;
        this.slots = slots;
        this.liveBytes = liveBytes;
        this.tombstones = tombstones;
        use(index);
    }

    private void use(final KeyIndex keyIndex) {
        hashes = keyIndex.hashes();
        index = keyIndex.table().writer();
        address = 0;
    }

    /** Whether bytes are counted. A replay does not count what a checkpoint has counted. */
    void counting(final boolean value) {
        counting = value;
    }

    private void count(final long of, final int bytes) {
        if (counting) {
            liveBytes.add(SegmentSlots.slot(of), bytes);
        }
    }

    long hash(final byte[] key, final long keyAt, final int keyLength) {
        return hashes.hash(key, keyAt, keyLength);
    }

    /** Load the line that a look-up of a hash begins with; returns some number. */
    long touch(final long hashToTouch) {
        return index.touch(hashToTouch);
    }

    /** The address of a record that may have a key of a hash, or {@link IndexProbe#NOT_FOUND}. */
    long candidate(final long hashToTouch) {
        index.begin(hashToTouch);
        return index.next();
    }

    /** Load the lines in which header and key of a record begin. */
    long touchRecord(final long known) {
        final byte[] at = slots.memory(known);
        final long start = slots.frame(known);
        return KeyValueDescriptor.frameLength(at, start) + KeyValueDescriptor.head(at, start);
    }

    /** Look a key up; what was found is described by the methods below until the next change. */
    boolean find(final byte[] key, final long keyAt, final int keyLength) {
        return find(hash(key, keyAt, keyLength), key, keyAt, keyLength);
    }

    /** Look a key up whose hash is known. */
    boolean find(final long hashOfKey, final byte[] key, final long keyAt, final int keyLength) {
        hash = hashOfKey;
        index.begin(hash);
        return findNext(key, keyAt, keyLength);
    }

    private boolean findNext(final byte[] key, final long keyAt, final int keyLength) {
        long candidate = index.next();
        while (candidate != IndexProbe.NOT_FOUND) {
            memory = slots.memory(candidate);
            frame = slots.frame(candidate);
            head = KeyValueDescriptor.head(memory, frame);
            if (KeyValueDescriptor.isKey(memory, frame, head, key, keyAt, keyLength)) {
                address = candidate;
                return true;
            }
            candidate = index.next();
        }
        address = 0;
        return false;
    }

    /**
     * Load the beginnings of a record and of the first one whose key may be the same, if there is one; returns some
     * number.
     */
    long touchCandidate(final long keyHash, final long record) {
        final long candidate = candidate(keyHash);
        return candidate == IndexProbe.NOT_FOUND ? 0 : touchRecord(candidate) + touchRecord(record);
    }

    /**
     * Look the key of a record up, and take all but one of its entries out: a copy of the index that was made while the
     * writer went on may hold a key twice, if its bucket was split meanwhile and the key changed.
     */
    boolean findOnly(final long keyHash, final long record) {
        hash = keyHash;
        address = 0;
        index.begin(keyHash);
        if (index.next() == IndexProbe.NOT_FOUND) {
            // Usual while an index is filled: then the record is not looked at.
            return false;
        }
        final byte[] key = slots.memory(record);
        final long keyFrame = slots.frame(record);
        final int keyHead = KeyValueDescriptor.head(key, keyFrame);
        final long keyAt = keyFrame + KeyValueDescriptor.keyOffset(keyHead);
        final int keyLength = KeyValueDescriptor.keyLength(keyHead);
        index.begin(keyHash);
        if (!findNext(key, keyAt, keyLength)) {
            return false;
        }
        while (isNextSame(key, keyAt, keyLength)) {
            index.remove();
            index.begin(keyHash);
            findNext(key, keyAt, keyLength);
        }
        return index.seek(keyHash, address);
    }

    private boolean isNextSame(final byte[] key, final long keyAt, final int keyLength) {
        long candidate = index.next();
        while (candidate != IndexProbe.NOT_FOUND) {
            final byte[] other = slots.memory(candidate);
            final long otherFrame = slots.frame(candidate);
            if (KeyValueDescriptor.isKey(other, otherFrame, KeyValueDescriptor.head(other, otherFrame), key, keyAt,
                keyLength)) {
                return true;
            }
            candidate = index.next();
        }
        return false;
    }

    /** Find the entry of a hash that holds an address; with address 0 none, and the hash is the one to be inserted. */
    boolean seek(final long hashOfKey, final long known) {
        hash = hashOfKey;
        address = 0;
        if (known == 0 || !index.seek(hash, known)) {
            return false;
        }
        address = known;
        memory = slots.memory(known);
        frame = slots.frame(known);
        head = KeyValueDescriptor.head(memory, frame);
        return true;
    }

    boolean isFound() {
        return address != 0;
    }

    long address() {
        return address;
    }

    byte[] memory() {
        return memory;
    }

    long frame() {
        return frame;
    }

    int head() {
        return head;
    }

    long sequence() {
        return KeyValueDescriptor.sequence(memory, frame);
    }

    long position() {
        return slots.position(address);
    }

    int segment() {
        return slots.segmentIn(SegmentSlots.slot(address));
    }

    int rangeStart() {
        return KeyValueDescriptor.rangeStart(memory, frame);
    }

    boolean isExpired(final long nowMs) {
        final long expireAt = expireAt();
        return expireAt != 0 && expireAt <= nowMs;
    }

    /** When the key ends, ms since the Unix epoch, or 0 for never. */
    long expireAt() {
        return (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) == 0 ? 0
            : KeyValueDescriptor.expireAt(memory, frame);
    }

    /** Let the key that was looked up last point at a record. */
    void point(final long newAddress, final int newFrameLength) {
        if (address == 0) {
            index.insert(hash, newAddress);
            count(newAddress, aligned(newFrameLength));
        } else {
            if (KeyValueDescriptor.isChunked(head)) {
                countChunks(-1);
            }
            move(KeyValueDescriptor.frameLength(memory, frame), newAddress, newFrameLength);
        }
    }

    /** Let the key that was looked up last point at a record whose value lies in chunks. */
    void pointAtChunks(final long newAddress, final int newFrameLength) {
        final byte[] at = slots.memory(newAddress);
        final long newFrame = slots.frame(newAddress);
        // First what lives, so that chunks that go on living are never counted dead.
        countChunks(at, newFrame, KeyValueDescriptor.head(at, newFrame), 1);
        point(newAddress, newFrameLength);
    }

    /** Take the key that was found last out of the index. */
    void remove() {
        if (KeyValueDescriptor.isChunked(head)) {
            countChunks(-1);
        }
        drop(KeyValueDescriptor.frameLength(memory, frame));
    }

    /** Look for the entry of a key that holds an address, without looking at the record. */
    boolean seek(final byte[] key, final long keyAt, final int keyLength, final long soughtAddress) {
        hash = hashes.hash(key, keyAt, keyLength);
        address = index.seek(hash, soughtAddress) ? soughtAddress : 0;
        return address != 0;
    }

    /** Let the key that {@link #seek} has found point at a copy of its record. */
    void move(final int frameLength, final long newAddress, final int newFrameLength) {
        count(address, -aligned(frameLength));
        index.replace(newAddress);
        count(newAddress, aligned(newFrameLength));
        address = 0;
    }

    private void countChunks(final int sign) {
        countChunks(memory, frame, head, sign);
    }

    /** Count the chunks of a record as living, or as dead; those in segments that are gone count nowhere. */
    void countChunks(final byte[] at, final long ofFrame, final int ofHead, final int sign) {
        final long list = ofFrame + KeyValueDescriptor.valueOffset(ofHead);
        final long valueLength = ChunkList.valueLength(at, list);
        for (int i = 0; i < ChunkList.chunks(valueLength, chunkLength); i++) {
            countChunk(ChunkList.position(at, list, i), KeyValueDescriptor.keyLength(ofHead),
                ChunkList.lengthOf(valueLength, chunkLength, i), sign);
        }
    }

    private void countChunk(final long position, final int keyLength, final int length, final int sign) {
        final long of = slots.addressOf(position);
        if (of != 0) {
            count(of, sign * ChunkList.frameBytes(keyLength, length));
        }
    }

    /** Take the key that {@link #seek} has found out of the index. */
    void drop(final int frameLength) {
        count(address, -aligned(frameLength));
        index.remove();
        address = 0;
    }

    /** Count a record that keeps a key dead. */
    void tombstone(final long tombstoneAddress, final int frameLength, final int rangeStart) {
        if (counting) {
            tombstones.add(SegmentSlots.slot(tombstoneAddress), aligned(frameLength), rangeStart);
        }
    }

    private static int aligned(final int frameLength) {
        return FrameDescriptor.alignedLength(frameLength);
    }
}
