package io.varve.kv;

import io.varve.kv.compaction.TombstoneRule;
import io.varve.kv.hint.HintEntry;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import java.nio.ByteBuffer;

/**
 * Brings the keys of a store up to date from its records, in the order of positions. Records are taken in groups: first
 * the buckets of all keys of a group are loaded, then the records that these may point at, then the changes are made
 * one after the other. So the waits for memory overlap, and a key that comes twice in a group is no special case.
 */
final class ReplayGroup {

    private static final int SIZE = 32;
    private static final int DELETE = 1;
    private static final int RELOCATED = 2;
    private static final int COUNTED = 4;
    private static final int CHUNKED = 8;

    private final KeyDirectory directory;
    private final SegmentSlots slots;
    private final long[] hashes = new long[SIZE];
    private final long[] addresses = new long[SIZE];
    private final int[] lengths = new int[SIZE];
    private final int[] flags = new int[SIZE];
    private int size;
    /** Made of what was loaded beforehand, lest the loads are removed. */
    private long touched;

    ReplayGroup(final KeyDirectory directory, final SegmentSlots slots) {
        this.directory = directory;
        this.slots = slots;
    }

    /**
     * Add the record that comes next.
     *
     * @param hash      of its key.
     * @param address   of the record, where its key is looked at if need be.
     * @param length    of its frame, aligned or not.
     * @param isDelete  whether it is a tombstone, else a put.
     * @param chunked   whether its value lies in chunks.
     * @param relocated whether compaction has moved or made it.
     * @param counted   whether live bytes are to be counted: those before a position are counted already.
     */
    void add(final long hash, final long address, final int length, final boolean isDelete, final boolean chunked,
        final boolean relocated, final boolean counted) {
        hashes[size] = hash;
        addresses[size] = address;
        lengths[size] = length;
        flags[size] = (isDelete ? DELETE : 0) | (relocated ? RELOCATED : 0) | (counted ? COUNTED : 0)
            | (chunked ? CHUNKED : 0);
        if (++size == SIZE) {
            apply();
        }
    }

    /** Add the records of a whole segment, from its hint; returns how many. */
    int addAll(final ByteBuffer hints, final int slot) {
        for (int at = 0; at < hints.limit(); at += HintEntry.LENGTH) {
            final long word = hints.getLong(at + Long.BYTES);
            add(hints.getLong(at), SegmentSlots.address(slot, HintEntry.offset(word)),
                HintEntry.alignedLength(word), HintEntry.isDelete(word), HintEntry.isChunked(word),
                HintEntry.isRelocated(word), true);
        }
        return hints.limit() / HintEntry.LENGTH;
    }

    /** Apply what was added. To be called behind the last record. */
    void apply() {
        for (int i = 0; i < size; i++) {
            touched += directory.touch(hashes[i]);
        }
        for (int i = 0; i < size; i++) {
            touched += directory.touchCandidate(hashes[i], addresses[i]);
        }
        for (int i = 0; i < size; i++) {
            directory.counting((flags[i] & COUNTED) != 0);
            if ((flags[i] & DELETE) == 0) {
                put(hashes[i], addresses[i], lengths[i], (flags[i] & CHUNKED) != 0);
            } else {
                delete(hashes[i], addresses[i], lengths[i], (flags[i] & RELOCATED) != 0);
            }
        }
        size = 0;
    }

    private void put(final long hash, final long address, final int length, final boolean chunked) {
        directory.findOnly(hash, address);
        if (address == directory.address()) {
            return;
        }
        if (chunked) {
            directory.pointAtChunks(address, length);
        } else {
            directory.point(address, length);
        }
    }

    private void delete(final long hash, final long address, final int length, final boolean relocated) {
        final byte[] memory = slots.memory(address);
        final long frame = slots.frame(address);
        directory.tombstone(address, length, KeyValueDescriptor.rangeStart(memory, frame));
        if (directory.findOnly(hash, address) && TombstoneRule.removes(
            relocated, KeyValueDescriptor.sequence(memory, frame), directory.sequence())) {
            directory.remove();
        }
    }

    /** A number without meaning. */
    @Override
    public String toString() {
        return "ReplayGroup[" + size + " " + touched + "]";
    }
}
