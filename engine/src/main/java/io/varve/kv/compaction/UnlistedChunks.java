package io.varve.kv.compaction;

import io.varve.agent.PaddedLong;
import java.util.Arrays;

/**
 * Where chunks may lie that no record lists yet, because more of them are to come. Compaction cannot tell those from
 * dead ones, so that it keeps away from all segments behind the first. Changed by the writer's thread, read by any.
 */
public final class UnlistedChunks {

    private static final long NONE = Long.MAX_VALUE;

    private final PaddedLong lowest = new PaddedLong(NONE);
    private long[] starts = {NONE, NONE, NONE, NONE};

    /** There are none. */
    public UnlistedChunks() {
        super();
    }

    /**
     * Chunks will be appended; for the writer, before the first of them.
     *
     * @param position of the tail.
     * @return a ticket for {@link #end(int)}.
     */
    public int begin(final long position) {
        int ticket = 0;
        while (ticket < starts.length && starts[ticket] != NONE) {
            ticket++;
        }
        if (ticket == starts.length) {
            starts = Arrays.copyOf(starts, 2 * ticket);
            Arrays.fill(starts, ticket, starts.length, NONE);
        }
        starts[ticket] = position;
        publish();
        return ticket;
    }

    /**
     * The chunks are listed, and the index points at what lists them; or they are given up. For the writer.
     *
     * @param ticket that {@link #begin(long)} has returned.
     */
    public void end(final int ticket) {
        starts[ticket] = NONE;
        publish();
    }

    private void publish() {
        long least = NONE;
        for (final long start : starts) {
            least = Math.min(least, start);
        }
        lowest.setRelease(least);
    }

    /**
     * Where the first of them may lie. Whoever has seen the log go on behind a chunk must ask only then.
     *
     * @return a position, greater than all of the log when there are none.
     */
    public long lowest() {
        return lowest.getAcquire();
    }
}
