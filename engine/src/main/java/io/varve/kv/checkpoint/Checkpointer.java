package io.varve.kv.checkpoint;

import io.varve.index.IndexImageWriter;
import io.varve.log.LogFoundation;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;

/**
 * Copies the index to a file now and then, while the writer goes on, so that an opening replays little. An agent of its
 * own thread: a copy is a duty cycle as long as the disk takes.
 *
 * <p>The copy is fuzzy: P0 is where the log ended before it began, P1 where it ended when it was complete, both between
 * batches and with everything before them in the index. Replay from P0 on brings right what changed in between. The
 * file gets its name after the log was forced to P1, so that a checkpoint never knows more than the log.
 */
public final class Checkpointer implements Agent {

    private static final long FORCE_TIMEOUT_S = 60;

    private final LogFoundation foundation;
    private final CheckpointFile file;
    private final CheckpointSource source;
    private final long minBytes;
    /** Where the last checkpoint begins and ends. */
    private long lastStart;
    private long lastEnd;
    private long pendingEnd = -1;
    private long pendingStart;
    private volatile long count;
    private volatile long bytes;
    private volatile boolean requested;

    /**
     * For a store.
     *
     * @param foundation of the store.
     * @param file       that is written.
     * @param source     of what is written.
     * @param minBytes   by which the log must have grown since the last checkpoint; it must have grown by twice the
     *                   length of that, too.
     * @param start      P0 of the last checkpoint.
     * @param end        P1 of the last checkpoint, or -1 when there is none.
     * @param length     of the image of the last checkpoint in bytes.
     */
    public Checkpointer(final LogFoundation foundation, final CheckpointFile file, final CheckpointSource source,
        final long minBytes, final long start, final long end, final long length) {
        this.foundation = foundation;
        this.file = file;
        this.source = source;
        this.minBytes = minBytes;
        lastStart = start;
        lastEnd = end;
        bytes = length;
    }

    @Override
    public String roleName() {
        return "checkpointer";
    }

    @Override
    public synchronized int doWork() throws IOException {
        if (foundation.isHalted()) {
            return 0;
        }
        if (pendingEnd >= 0) {
            return publishWhenDurable();
        }
        if (!requested && source.indexedPosition() - lastStart < Math.max(minBytes, 2 * bytes)) {
            return 0;
        }
        requested = false;
        write();
        return 1 + publishWhenDurable();
    }

    private int publishWhenDurable() throws IOException {
        if (foundation.log().durablePosition() < pendingEnd) {
            foundation.requestForce(pendingEnd);
            return 0;
        }
        final long end = pendingEnd;
        pendingEnd = -1;
        file.publish();
        lastStart = pendingStart;
        lastEnd = end;
        count++;
        return 1;
    }

    private void write() throws IOException {
        boolean done = false;
        source.begin();
        try {
            final long start = source.indexedPosition();
            final long length = file.writeImage(new IndexImageWriter(source.index().table()));
            final CheckpointSource.Segments segments = source.segments();
            file.complete(foundation.log().epoch(), start, segments.end(), source.index().seed(), length,
                segments.entries());
            pendingStart = start;
            pendingEnd = segments.end();
            bytes = length;
            done = true;
        } finally {
            source.end();
            if (!done) {
                file.abandon();
            }
        }
    }

    /** Write one soon. */
    public void request() {
        requested = true;
    }

    /**
     * How many checkpoints were written since the store was opened.
     *
     * @return the count.
     */
    public long count() {
        return count;
    }

    /**
     * The length of the image of the last checkpoint.
     *
     * @return bytes; 0 when there is none.
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Write a last checkpoint, unless nothing has changed since the one before, so that the next opening replays
     * nothing. The writer has ended, and the log is open. What fails is reported: the log has it all.
     */
    public synchronized void close() {
        final long end = source.indexedPosition();
        if (foundation.isHalted() || lastStart == end && lastEnd == end) {
            return;
        }
        try {
            write();
            if (pendingEnd > foundation.log().durablePosition()) {
                foundation.log().awaitDurable(pendingEnd - 1, FORCE_TIMEOUT_S, TimeUnit.SECONDS);
            }
            publishWhenDurable();
        } catch (final IOException | RuntimeException ex) {
            foundation.report("writing a last checkpoint", ex);
        }
    }
}
