package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.store.Segment;
import io.varve.store.SegmentIndexFile;
import io.varve.store.SegmentPreparer;
import java.io.IOException;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Writes the index file of every segment that is full and durable, so that whoever maps it later does not walk over
 * all of its frames. It waits while segments are to be prepared, which appends depend on. A file that cannot be written
 * is tried again for a while; nobody needs it.
 *
 * <p>Runs on the thread of {@link LogRetention}, so that no segment is dropped or unmapped during a step.
 */
final class LogIndexer implements Agent {

    private static final int SLICE = 1 << 20;
    private static final long RETRY_NS = 1_000_000_000L;
    private static final int MAX_TRIES = 10;

    private final LogStatus status;
    private final SegmentPreparer preparer;
    private final LogSegments segments;
    private final SegmentIndexFile files;
    private final NanoClock clock;
    private final int segmentLength;
    /** The segment that is next. */
    private long base;
    private IndexWalk walk;
    private int tries;
    private long retryAtNs = Long.MIN_VALUE;

    LogIndexer(final LogConfig config, final LogStatus status, final SegmentPreparer preparer,
        final LogSegments segments, final RecoveryResult recovery) {
        this.status = status;
        this.preparer = preparer;
        this.segments = segments;
        files = segments.indexFile();
        clock = config.monotonicClock();
        segmentLength = config.segmentLength();
        // Recovery has read the segments behind W. Those before are not worth reading again only to be indexed, but
        // the last of them may have been closed too late for its file.
        base = (Math.min(recovery.watermark(), recovery.tail()) & -segmentLength) - segmentLength;
    }

    @Override
    public String roleName() {
        return "log-indexer";
    }

    @Override
    public int doWork() {
        if (base < segments.firstPosition()) {
            goTo(segments.firstPosition());
        }
        if (!preparer.isAhead() || status.isHalted() || base + segmentLength > status.durable.getAcquire()
            || clock.nanoTime() < retryAtNs) {
            return 0;
        }
        try {
            step(segments.find(base));
        } catch (final IOException ex) {
            status.events.failed("writing the index of a segment", ex);
            retryAtNs = clock.nanoTime() + RETRY_NS;
            if (++tries == MAX_TRIES) {
                goTo(base + segmentLength);
            }
        } catch (final StoreCorruptException | InternalError ex) {
            status.events.failed("making the index of a segment", ex);
            goTo(base + segmentLength);
        }
        return 1;
    }

    private void step(final Segment segment) throws IOException {
        if (segment == null || walk == null && files.facts(segment) != null) {
            // Gone, or indexed before the log was opened.
            goTo(base + segmentLength);
            return;
        }
        if (walk == null) {
            walk = new IndexWalk(segmentLength);
        }
        if (walk.step(segment, SLICE)) {
            return;
        }
        if (walk.offset() == segmentLength) {
            files.write(segment, walk.facts(), walk.index());
            status.events.add(LogCounter.INDEXES_WRITTEN, 1);
        }
        goTo(base + segmentLength);
    }

    private void goTo(final long nextBase) {
        base = nextBase;
        walk = null;
        tries = 0;
        retryAtNs = Long.MIN_VALUE;
    }
}
