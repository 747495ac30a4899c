package io.varve.index;

import java.util.Arrays;

/**
 * Where the records lie whose addresses an index was stored with: an address is that of a slot and of a place in it,
 * and what had one slot when the index was stored can have another one now, or be gone.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class AddressMap {

    /** In place of a slot: what was there is gone. */
    public static final long GONE = -1;

    private final int offsetBits;
    private final long offsetMask;
    private final long[] starts;
    private final boolean identity;

    /**
     * By slots.
     *
     * @param offsetBits how many of the low bits of an address are the place in a slot, from 1 to 39.
     * @param slots      for each former slot the present one, or {@link #GONE}; slots behind the end are gone.
     * @throws IllegalArgumentException when the bits are out of range, or a slot has no room in an address.
     */
    public AddressMap(final int offsetBits, final long[] slots) {
        this(offsetBits, slots, false);
    }

    private AddressMap(final int offsetBits, final long[] slots, final boolean identity) {
        this.identity = identity;
        if (offsetBits < 1 || offsetBits >= Long.numberOfTrailingZeros(BucketDescriptor.MAX_ADDRESS + 1)) {
            throw new IllegalArgumentException("offset bits: " + offsetBits);
        }
        this.offsetBits = offsetBits;
        offsetMask = (1L << offsetBits) - 1;
        starts = new long[(int) (BucketDescriptor.MAX_ADDRESS >>> offsetBits) + 1];
        Arrays.fill(starts, GONE);
        for (int i = 0; i < Math.min(slots.length, starts.length); i++) {
            if (slots[i] != GONE) {
                if (slots[i] < 0 || slots[i] >= starts.length) {
                    throw new IllegalArgumentException("slot " + i + " cannot become " + slots[i]);
                }
                starts[i] = slots[i] << offsetBits;
            }
        }
    }

    /**
     * With every slot where it was.
     *
     * @return a map that changes nothing.
     */
    public static AddressMap identity() {
        final int bits = 24;
        final long[] slots = new long[(int) (BucketDescriptor.MAX_ADDRESS >>> bits) + 1];
        Arrays.setAll(slots, i -> i);
        return new AddressMap(bits, slots, true);
    }

    /** Whether it changes nothing: then entries need not be looked at. */
    boolean isIdentity() {
        return identity;
    }

    /** An entry with the present address, or 0 when its record is gone. */
    long entry(final long entry) {
        final long address = BucketDescriptor.address(entry);
        final long start = starts[(int) (address >>> offsetBits)];
        return start == GONE ? 0 : BucketDescriptor.withAddress(entry, start | address & offsetMask);
    }
}
