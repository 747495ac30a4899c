package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameDescriptor;
import io.varve.index.Hash64;
import io.varve.index.IndexProbe;
import io.varve.kv.record.ChunkList;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import org.agrona.UnsafeApi;

/**
 * Finds records of keys for a reader, between {@link #enter()} and {@link #exit()}; what was found is described by the
 * methods below until then. Used by one thread at a time.
 */
final class RecordFinder {

    private static final int LINE = 64;
    /** How much of a record is loaded ahead; of longer ones the processor sees by itself what comes next. */
    private static final int TOUCHED = 256;

    private final KeySource store;
    private final SegmentSlots slots;
    private final ReaderEpochs.Reader registration;
    private final LocatedChunks chunks;
    private KeyIndex index;
    private IndexProbe probe;
    private Hash64 hashes;

    private byte[] memory;
    private long frame;
    private int head;
    /** That of the key that was asked for: the head has the same, but has to be loaded first. */
    private int foundKeyLength;

    RecordFinder(final KeySource store, final SegmentSlots slots, final ReaderEpochs epochs,
        final int chunkLength) {
        this.store = store;
        this.slots = slots;
        chunks = new LocatedChunks(slots, chunkLength);
        registration = epochs.register();
    }

    /** Announce the reader; throws when the store is closed, and the reader is not announced then. */
    void enter() {
        registration.enter();
        final KeyIndex present = store.index();
        if (present != index || present == null) {
            bind(present);
        }
    }

    private void bind(final KeyIndex present) {
        index = present;
        if (present == null) {
            registration.exit();
            store.throwIfClosed();
        }
        hashes = index.hashes();
        probe = index.table().probe();
    }

    void exit() {
        registration.exit();
    }

    void close() {
        registration.close();
    }

    long hash(final byte[] key, final long keyAt, final int keyLength) {
        return hashes.hash(key, keyAt, keyLength);
    }

    /** Load the line of the index in which a hash will be looked up. */
    long touch(final long hash) {
        return probe.touch(hash);
    }

    /** The first address whose record may have a key of that hash, or {@link IndexProbe#NOT_FOUND}. */
    long candidate(final long hash) {
        probe.begin(hash);
        return probe.next();
    }

    /** Where the record at an address lies. */
    long frame(final long address) {
        return slots.frame(address);
    }

    /** Load the lines in which header and key of a record begin. */
    long touchStart(final long address, final long start) {
        final byte[] at = slots.memory(address);
        return UnsafeApi.getLong(at, start) + KeyValueDescriptor.head(at, start);
    }

    /** Load further lines of a record whose start was loaded. */
    long touchRest(final long address, final long start) {
        final byte[] at = slots.memory(address);
        final int end = Math.min(KeyValueDescriptor.frameLength(at, start), TOUCHED);
        long sum = 0;
        for (int offset = LINE; offset < end; offset += LINE) {
            sum += UnsafeApi.getByte(at, start + offset);
        }
        return sum + UnsafeApi.getByte(at, start + end - 1);
    }

    /** Whether the record at an address has a key, and what was found is it. */
    boolean isAt(final long address, final long at, final byte[] key, final long keyAt, final int keyLength) {
        memory = slots.memory(address);
        frame = at;
        foundKeyLength = keyLength;
        head = KeyValueDescriptor.head(memory, frame);
        return KeyValueDescriptor.isKey(memory, frame, head, key, keyAt, keyLength);
    }

    /** Find the newest version of a key, if it has not expired. */
    boolean find(final byte[] key, final long keyAt, final int keyLength) {
        return find(hash(key, keyAt, keyLength), key, keyAt, keyLength);
    }

    /** Find the newest version of a key whose hash is known, if it has not expired. */
    boolean find(final long hash, final byte[] key, final long keyAt, final int keyLength) {
        probe.begin(hash);
        long candidate = probe.next();
        while (candidate != IndexProbe.NOT_FOUND) {
            if (isAt(candidate, slots.frame(candidate), key, keyAt, keyLength)) {
                return !isExpired();
            }
            candidate = probe.next();
        }
        return false;
    }

    boolean isExpired() {
        final long expireAt = expireAt();
        return expireAt != 0 && expireAt <= store.nowMs();
    }

    /** When what was found ends, ms since the Unix epoch, or 0 for never. */
    long expireAt() {
        return (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) == 0 ? 0
            : KeyValueDescriptor.expireAt(memory, frame);
    }

    long version() {
        return UnsafeApi.getLong(memory, frame + FrameDescriptor.SEQUENCE_OFFSET);
    }

    int valueType() {
        return KeyValueDescriptor.valueType(head);
    }

    /** Whether the value lies in chunks, and what lies at {@link #valueAt()} is their list. */
    boolean isChunked() {
        return KeyValueDescriptor.isChunked(head);
    }

    int valueLength() {
        return isChunked() ? (int) ChunkList.valueLength(memory, valueAt())
            : KeyValueDescriptor.frameLength(memory, frame) - valueOffset();
    }

    private int valueOffset() {
        return KeyValueDescriptor.keyOffset(head) + foundKeyLength;
    }

    /**
     * Find the chunks of a range of the value that was found; false when compaction has moved one of them since then:
     * another look into the index shows where.
     */
    boolean locate(final int from, final int length) {
        return chunks.locate(memory, valueAt(), from, length);
    }

    /** Copy a range of the value that was found, and located if it lies in chunks. */
    void copy(final int from, final int length, final byte[] target, final long targetAt) {
        if (isChunked()) {
            chunks.copy(from, length, target, targetAt);
        } else {
            UnsafeApi.copyMemory(memory, valueAt() + from, target, targetAt, length);
        }
    }

    LocatedChunks chunks() {
        return chunks;
    }

    byte[] memory() {
        return memory;
    }

    /** Address of the value in {@link #memory()}. */
    long valueAt() {
        return frame + valueOffset();
    }
}
