package io.varve.log;

import io.varve.agent.ReaderEpochs;
import io.varve.store.Segment;
import io.varve.store.SegmentIndexFile;

/** Reads a log that this process has open for writing, through the same mappings, announced to the reclaimer. */
final class LocalAccess implements SegmentAccess {

    private final LogSegments segments;
    private final LogStatus status;
    private final ReaderEpochs.Reader registration;

    LocalAccess(final LogSegments segments, final LogStatus status, final ReaderEpochs epochs) {
        this.segments = segments;
        this.status = status;
        registration = epochs.register();
    }

    @Override
    public void enter(final long position) {
        registration.enter();
    }

    @Override
    public void exit() {
        registration.exit();
    }

    @Override
    public long bound(final long limitPosition) {
        if (status.isHalted()) {
            return status.isClosed() ? LogReader.CLOSED : Math.min(limitPosition, status.durable.getAcquire());
        }
        return limitPosition;
    }

    @Override
    public Segment find(final long position) {
        return segments.find(position);
    }

    @Override
    public Segment mapped(final long position) {
        return segments.mapped(position);
    }

    @Override
    public SegmentIndexFile indexFile() {
        return segments.indexFile();
    }

    @Override
    public long firstPosition() {
        return segments.firstPosition();
    }

    @Override
    public long next(final long position) {
        return segments.next(position);
    }

    @Override
    public long committedPosition() {
        return segments.committedPosition();
    }

    @Override
    public int segmentLength() {
        return segments.segmentLength();
    }

    @Override
    public FrameVerifier newVerifier() {
        return segments.newVerifier();
    }

    @Override
    public void close() {
        registration.close();
    }
}
