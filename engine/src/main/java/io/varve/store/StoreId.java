package io.varve.store;

/**
 * 128 random bits that name a store.
 *
 * <p>Immutable.
 *
 * @param high half of the bits.
 * @param low  half of the bits.
 */
public record StoreId(long high, long low) {

    /** No store. */
    public static final StoreId NONE = new StoreId(0, 0);

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
