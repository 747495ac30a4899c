package io.varve.perf.bench;

/** A log under test that is also read. */
public interface ReadableTarget extends LogTarget {

    /** What {@link Tail#poll()} returns when there is no record now. */
    long NOTHING = Long.MIN_VALUE;

    /**
     * Read records from the oldest one on, each by a handler that takes the first eight bytes of the body.
     *
     * @param count     of records.
     * @param checksums whether each frame is checked; a target without checksums ignores it.
     * @return the sum of what the handler took.
     */
    long replay(long count, boolean checksums);

    /**
     * A reader behind the newest record.
     *
     * @return the reader, for the thread that calls.
     */
    Tail tail();

    /**
     * Force to the device what was appended. Called by one thread, again and again, while another one appends.
     */
    void force();

    /** A reader that follows the writer. */
    interface Tail extends AutoCloseable {

        /**
         * Take the next record.
         *
         * @return the first eight bytes of its body, little-endian, or {@link #NOTHING}.
         */
        long poll();

        @Override
        void close();
    }
}
