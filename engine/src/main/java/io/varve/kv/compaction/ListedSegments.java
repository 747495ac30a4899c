package io.varve.kv.compaction;

/**
 * The segments that a recovery would read: those in the durable list.
 *
 * <p>A segment that compaction has emptied belongs to them until a list without it is durable; so does one that a
 * cursor holds back. Segments are numbered by their place in the log, so that a number is never given out again for
 * other records, except behind a cut.
 */
@FunctionalInterface
public interface ListedSegments {

    /**
     * Finds the next listed segment.
     *
     * @param segment where to start, inclusive.
     * @return the lowest listed number that is not below it, or {@link Integer#MAX_VALUE} when there is none.
     */
    int lowestFrom(int segment);
}
