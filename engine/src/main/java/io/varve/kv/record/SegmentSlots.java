package io.varve.kv.record;

import io.varve.frame.FrameDescriptor;
import io.varve.store.Segment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The mapped segments of a key-value store by slot, so that 40 bits name a record: 16 bits of slot, and 24 bits of its
 * offset in the segment divided by the alignment of frames. A position is never used again, a slot is.
 *
 * <p>One thread at a time changes it. Any thread looks addresses up without a lock, while it is announced to the
 * reclaimer and with an address that was in the index after that.
 */
public final class SegmentSlots {

    /** How many segments a store may have. */
    public static final int MAX_SLOTS = 1 << 16;
    /** No segment. */
    public static final int NONE = -1;

    /** How many of the low bits of an address are the offset in the segment. */
    public static final int OFFSET_BITS = 24;

    private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final int ALIGNMENT_SHIFT = Integer.numberOfTrailingZeros(FrameDescriptor.ALIGNMENT);
    private static final int FIRST_CAPACITY = 64;

    private final int segmentShift;
    /** For each slot the address of the segment's first byte, or 0. */
    private volatile long[] addresses = new long[FIRST_CAPACITY];
    /** For each slot the array in which the segment lies; null while all segments lie outside of the heap. */
    private volatile byte[][] arrays;
    /** For each slot the number of its segment, or -1. */
    private volatile int[] numbers = filled(new int[FIRST_CAPACITY], 0);
    /** For each segment number from {@link #firstNumber} on its slot, or -1. */
    private volatile SlotsByNumber slots = new SlotsByNumber(0, new int[0]);

    /** Slots that were freed while a copy of addresses is made, and is read as if they had not been. */
    private final BitSet withheld = new BitSet();
    private boolean holding;
    /** The slots of retired segments by their number. */
    private final Map<Integer, Integer> retired = new HashMap<>();

    /** Immutable but for the values, which are stored before the slot is used. */
    private record SlotsByNumber(int first, int[] slots) {

        int slot(final int number) {
            final int index = number - first;
            return index >= 0 && index < slots.length ? slots[index] : NONE;
        }
    }

    /**
     * For a store.
     *
     * @param segmentLength in bytes, a power of two, at most 512 MiB.
     */
    public SegmentSlots(final int segmentLength) {
        segmentShift = Integer.numberOfTrailingZeros(segmentLength);
    }

    private static int[] filled(final int[] array, final int from) {
        Arrays.fill(array, from, array.length, NONE);
        return array;
    }

    /**
     * Give a segment the first free slot.
     *
     * @param segment that is mapped.
     * @return the slot.
     * @throws IllegalStateException when there is no free slot.
     */
    public synchronized int assign(final Segment segment) {
        int slot = 0;
        while (slot < numbers.length && (addresses[slot] != 0 || withheld.get(slot))) {
            slot++;
        }
        assign(segment, slot);
        return slot;
    }

    /**
     * Give a segment a slot that is free.
     *
     * @param segment that is mapped.
     * @param slot    0 to {@link #MAX_SLOTS} - 1.
     * @throws IllegalStateException when there is no such slot.
     */
    public synchronized void assign(final Segment segment, final int slot) {
        if (slot >= MAX_SLOTS) {
            throw new IllegalStateException("a key-value store has at most " + MAX_SLOTS + " segments");
        }
        ensure(slot);
        final byte[] array = segment.buffer().byteArray();
        if (array != null) {
            byte[][] next = arrays == null ? new byte[addresses.length][] : arrays;
            next = next.length > slot ? next : Arrays.copyOf(next, addresses.length);
            next[slot] = array;
            arrays = next;
        }
        final int number = number(segment.basePosition());
        numbers[slot] = number;
        addresses[slot] = segment.buffer().addressOffset();
        index(number, slot);
    }

    private void ensure(final int slot) {
        if (slot >= addresses.length) {
            final int capacity = Math.max(slot + 1, 2 * addresses.length);
            numbers = filled(Arrays.copyOf(numbers, capacity), numbers.length);
            addresses = Arrays.copyOf(addresses, capacity);
        }
    }

    private void index(final int number, final int slot) {
        final SlotsByNumber old = slots;
        if (old.slots.length > 0 && number >= old.first && number < old.first + old.slots.length) {
            old.slots[number - old.first] = slot;
            return;
        }
        final int first = old.slots.length == 0 ? number : Math.min(number, old.first);
        final int last = old.slots.length == 0 ? number : Math.max(number, old.first + old.slots.length - 1);
        final int[] next = filled(new int[last - first + 1 + FIRST_CAPACITY], 0);
        System.arraycopy(old.slots, 0, next, old.slots.length == 0 ? 0 : old.first - first, old.slots.length);
        next[number - first] = slot;
        slots = new SlotsByNumber(first, next);
    }

    /**
     * Let nobody find a segment by its number or its slot any more. Who has an address in it still finds the record.
     *
     * @param basePosition of the segment.
     */
    public synchronized void retire(final long basePosition) {
        final int number = number(basePosition);
        final int slot = slots.slot(number);
        if (slot != NONE) {
            retired.put(number, slot);
            numbers[slot] = NONE;
            slots.slots[number - slots.first] = NONE;
        }
    }

    /**
     * Free the slot of a retired segment that no reader can reach any more.
     *
     * @param basePosition of the segment.
     */
    public synchronized void free(final long basePosition) {
        final Integer slot = retired.remove(number(basePosition));
        if (slot != null) {
            withheld.set(slot, holding);
            addresses[slot] = 0;
            if (arrays != null) {
                arrays[slot] = null;
            }
        }
    }

    /** Give no slot that is freed from now on to another segment, until {@link #release()}. */
    public synchronized void hold() {
        holding = true;
    }

    /** End what {@link #hold()} has begun. */
    public synchronized void release() {
        holding = false;
        withheld.clear();
    }

    /**
     * The memory of the segment of an address.
     *
     * @param address of a record.
     * @return an array, or null when addresses are absolute.
     */
    public byte[] memory(final long address) {
        final byte[][] heap = arrays;
        return heap == null ? null : heap[(int) (address >>> OFFSET_BITS)];
    }

    /**
     * Where a record lies.
     *
     * @param address of the record.
     * @return address of its frame in {@link #memory(long)}.
     */
    public long frame(final long address) {
        return addresses[(int) (address >>> OFFSET_BITS)] + ((address & OFFSET_MASK) << ALIGNMENT_SHIFT);
    }

    /**
     * The slot of an address.
     *
     * @param address of a record.
     * @return the slot.
     */
    public static int slot(final long address) {
        return (int) (address >>> OFFSET_BITS);
    }

    /**
     * The address of a record.
     *
     * @param slot   of its segment.
     * @param offset of its frame in the segment.
     * @return 40 bits; never 0, because a segment begins with a header.
     */
    public static long address(final int slot, final int offset) {
        return (long) slot << OFFSET_BITS | offset >>> ALIGNMENT_SHIFT;
    }

    /**
     * The address of a record.
     *
     * @param position of its frame.
     * @return the address, or 0 when its segment has no slot.
     */
    public long addressOf(final long position) {
        final int slot = slots.slot(number(position));
        return slot == NONE ? 0 : address(slot, (int) position & (1 << segmentShift) - 1);
    }

    /**
     * The position of a record.
     *
     * @param address of the record.
     * @return position of its frame.
     */
    public long position(final long address) {
        return ((long) numbers[slot(address)] << segmentShift) + ((address & OFFSET_MASK) << ALIGNMENT_SHIFT);
    }

    /**
     * The number of the segment in a slot.
     *
     * @param slot that is taken, or not.
     * @return the number, or -1.
     */
    public int segmentIn(final int slot) {
        final int[] all = numbers;
        return slot < all.length ? all[slot] : NONE;
    }

    /**
     * The slot of a segment.
     *
     * @param number of the segment.
     * @return the slot, or -1.
     */
    public int slotOf(final int number) {
        return slots.slot(number);
    }

    /**
     * The number of the segment in which a position lies.
     *
     * @param position in the log.
     * @return its base position divided by the segment length.
     */
    public int number(final long position) {
        return (int) (position >>> segmentShift);
    }

    /**
     * How many slots there are, free ones included.
     *
     * @return one more than the highest slot that was ever taken, or more.
     */
    public int capacity() {
        return numbers.length;
    }
}
