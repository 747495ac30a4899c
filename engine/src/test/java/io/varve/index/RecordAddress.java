package io.varve.index;

/** In place of a log: the key and the version that a record would hold, in its address. */
final class RecordAddress {

    static final int MAX_VERSION = (1 << 16) - 2;
    private static final int VERSION_BITS = 16;

    private RecordAddress() {
    }

    static long of(final int key, final int version) {
        return ((long) key << VERSION_BITS | version) + 1;
    }

    static int key(final long address) {
        return (int) (address - 1 >>> VERSION_BITS);
    }

    static int version(final long address) {
        return (int) (address - 1 & (1 << VERSION_BITS) - 1);
    }

    /** The address of a key, or {@link IndexProbe#NOT_FOUND}. */
    static long find(final IndexProbe probe, final long hash, final int key) {
        probe.begin(hash);
        long address = probe.next();
        while (address != IndexProbe.NOT_FOUND && key(address) != key) {
            address = probe.next();
        }
        return address;
    }

    /** The same, by the writer. */
    static long find(final IndexWriter writer, final long hash, final int key) {
        writer.begin(hash);
        long address = writer.next();
        while (address != IndexProbe.NOT_FOUND && key(address) != key) {
            address = writer.next();
        }
        return address;
    }
}
