package io.varve.log;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.Segment;
import io.varve.store.SegmentView;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Maps the views through which the writer stores, ahead of it, and unmaps those that it has left. Used by the tick
 * agent only. Without a view the writer stores through the segment's own mapping: slower to force, nothing else.
 */
final class WriterViews {

    private final StorageDirectory directory;
    private final LogStatus status;
    private final Queue<SegmentView> mapped = new ArrayDeque<>();
    private StorageFile file;
    private Segment segment;

    WriterViews(final StorageDirectory directory, final LogStatus status) {
        this.directory = directory;
        this.status = status;
    }

    /** The mapping through which the writer will store at an offset of a segment. */
    MappedRegion region(final Segment target, final int offset) {
        SegmentView view = target.view(offset);
        if (view == null) {
            try {
                view = map(target, offset);
            } catch (final IOException ex) {
                status.events.failed("mapping a view for the writer", ex);
                return target.region();
            }
            mapped.add(view);
            status.events.set(LogCounter.VIEWS_MAPPED, mapped.size());
            target.offerView(offset, view);
        }
        return view.region();
    }

    private SegmentView map(final Segment target, final int offset) throws IOException {
        if (segment != target) {
            closeFile();
            file = directory.open(StoreFileNames.segment(target.basePosition()), true);
            segment = target;
        }
        final long end = endPosition(target, offset);
        final SegmentView view = new SegmentView(file.map(target.length(), true), end);
        if (end == target.endPosition()) {
            closeFile();
        }
        return view;
    }

    /** Where the part of a segment that holds an offset ends in the log. */
    static long endPosition(final Segment segment, final int offset) {
        return segment.basePosition() + (offset & -segment.viewLength()) + segment.viewLength();
    }

    /** Unmap the views that the writer has left; returns how many. */
    int giveBack() {
        final long position = status.viewStart.getAcquire();
        int work = 0;
        while (!mapped.isEmpty() && mapped.peek().endPosition() <= position) {
            mapped.poll().region().unmap();
            status.events.set(LogCounter.VIEWS_MAPPED, mapped.size());
            work++;
        }
        status.settled.setRelease(position);
        return work;
    }

    /** Unmap all, when nobody stores any more. */
    void close() {
        mapped.forEach(view -> view.region().unmap());
        mapped.clear();
        status.events.set(LogCounter.VIEWS_MAPPED, 0);
        closeFile();
    }

    private void closeFile() {
        if (file != null) {
            file.close();
            file = null;
        }
        segment = null;
    }
}
