package io.varve.kv.compaction;

/** Tells whether the index points at a record, while the writer goes on. Used by the scanner's thread. */
public interface Liveness {

    /** Look at the index that is used from now on, until {@link #end()}. */
    void begin();

    /** End it. */
    void end();

    /**
     * Whether the newest version of a key is a certain record.
     *
     * @param key       memory of the key, an array or null.
     * @param keyAt     address of the key in it.
     * @param keyLength in bytes.
     * @param address   of the record.
     * @return true when it is so at this moment.
     */
    boolean isLive(byte[] key, long keyAt, int keyLength, long address);

    /**
     * Whether the newest version of a key lists a certain chunk.
     *
     * @param key       memory of the key, an array or null.
     * @param keyAt     address of the key in it.
     * @param keyLength in bytes.
     * @param number    of the chunk in its value.
     * @param position  of the chunk.
     * @return true when it is so at this moment, or cannot be told.
     */
    boolean isChunkLive(byte[] key, long keyAt, int keyLength, int number, long position);

    /**
     * The time by which keys expire.
     *
     * @return ms since the Unix epoch.
     */
    long nowMs();
}
