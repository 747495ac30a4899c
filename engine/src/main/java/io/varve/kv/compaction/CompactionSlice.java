package io.varve.kv.compaction;

/** How much the writer moves at a time: records or bytes, whichever comes first, and one record at least. */
public final class CompactionSlice {

    /** Records. */
    public static final int RECORDS = 32;
    /** Bytes of their frames. */
    public static final int BYTES = 16 << 10;

    private CompactionSlice() {
    }
}
