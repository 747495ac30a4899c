package io.varve.index;

/**
 * What is in an index and what it has done; numbers that belong to about the same moment.
 *
 * @param keys              entries.
 * @param buckets           buckets of the table.
 * @param overflowBuckets   overflow buckets in use.
 * @param longestChain      the most overflow buckets that one bucket has had since the index was made.
 * @param splits            buckets split.
 * @param postponedSplits   inserts after which a split was due, but its memory was not touched yet.
 * @param unpreparedSplits  splits into memory that was not touched, as they could not be postponed any more.
 * @param touchedBytes      memory in use or touched for growth.
 * @param reservedBytes     address space.
 */
public record IndexStatistics(long keys, long buckets, long overflowBuckets, long longestChain, long splits,
    long postponedSplits, long unpreparedSplits, long touchedBytes, long reservedBytes) {

    /**
     * How full the table is.
     *
     * @return entries for each place in the table; above 1 when most are in overflow buckets.
     */
    public double load() {
        return (double) keys / (buckets * BucketDescriptor.ENTRIES);
    }
}
