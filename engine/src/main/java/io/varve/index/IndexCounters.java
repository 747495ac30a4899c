package io.varve.index;

import io.varve.agent.PaddedLong;

/** What the writer counts, each on a cache line that only it writes; read by any thread. */
final class IndexCounters {

    final PaddedLong keys = new PaddedLong(0);
    final PaddedLong longestChain = new PaddedLong(0);
    final PaddedLong splits = new PaddedLong(0);
    final PaddedLong postponedSplits = new PaddedLong(0);
    final PaddedLong unpreparedSplits = new PaddedLong(0);

    /** Add, by the writer. */
    static void add(final PaddedLong counter, final long difference) {
        counter.setRelease(counter.getPlain() + difference);
    }
}
