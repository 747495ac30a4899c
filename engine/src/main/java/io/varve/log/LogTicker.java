package io.varve.log;

import io.varve.agent.ReaderEpochs;
import io.varve.store.Segment;
import io.varve.store.SegmentTable;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Refreshes the cached clock of the writer, and makes pages present in a window that moves ahead of it. A page that is
 * touched too early is written back, and so write-protected again, before the writer arrives.
 */
final class LogTicker implements Agent {

    private static final int SLICE = 256 << 10;

    private final LogStatus status;
    private final SegmentTable table;
    private final EpochNanoClock clock;
    private final long aheadBytes;
    private final WriterViews views;
    private final ReaderEpochs.Reader registration;
    private long touchedTo;

    LogTicker(final LogConfig config, final LogStatus status, final SegmentTable table, final WriterViews views,
        final ReaderEpochs epochs) {
        this.status = status;
        this.table = table;
        this.views = views;
        clock = config.clock();
        aheadBytes = config.touchAheadBytes();
        registration = epochs.register();
    }

    @Override
    public String roleName() {
        return "log-ticker";
    }

    @Override
    public int doWork() {
        final boolean halted = status.isHalted();
        // The writer looks at nothing but this cell: it must change when the log has failed.
        status.time.setRelease(Math.max(clock.nanoTime(), status.time.getPlain() + (halted ? 1 : 0)));
        if (aheadBytes == 0 || halted) {
            return 0;
        }
        // The writer may be segments further when a stalled touch goes on, and the segment given back.
        registration.enter();
        try {
            return touchNext() + views.giveBack();
        } finally {
            registration.exit();
        }
    }

    private int touchNext() {
        final long committed = status.committed.getAcquire();
        touchedTo = Math.max(touchedTo, committed);
        final long target = Math.min(committed + aheadBytes, touchedTo + SLICE);
        final Segment segment = touchedTo < target ? table.get(touchedTo) : null;
        if (segment == null) {
            return 0;
        }
        final int offset = (int) (touchedTo - segment.basePosition());
        final long end = Math.min(target, WriterViews.endPosition(segment, offset));
        try {
            views.region(segment, offset).touch(offset, (int) (end - touchedTo));
        } catch (final InternalError ex) {
            status.fail(ex);
        }
        touchedTo = end;
        return 1;
    }
}
