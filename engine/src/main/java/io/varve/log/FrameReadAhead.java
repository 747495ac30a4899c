package io.varve.log;

import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads and checks frames on a thread of its own while the caller takes those that were read before. For logs none of
 * whose frames is longer than {@link FrameReplay#WINDOW}. Used by one thread; must be closed.
 */
final class FrameReadAhead implements FrameSource {

    private static final int WINDOWS = 4;
    private static final long POLL_MS = 1;

    private final StorageDirectory directory;
    private final FrameChecksum checksum;
    private final int segmentLength;
    private final BlockingQueue<FrameWindow> free = new ArrayBlockingQueue<>(WINDOWS);
    private final BlockingQueue<FrameWindow> checked = new ArrayBlockingQueue<>(WINDOWS);
    private volatile boolean stopped;

    FrameReadAhead(final StorageDirectory directory, final FrameChecksum checksum, final int segmentLength) {
        this.directory = directory;
        this.checksum = checksum;
        this.segmentLength = segmentLength;
    }

    /** Not before there is anything to read. */
    private void makeWindows() {
        final int length = Math.min(FrameReplay.WINDOW + FrameDescriptor.HEADER_LENGTH, segmentLength);
        while (free.remainingCapacity() > 0) {
            free.add(new FrameWindow(length));
        }
    }

    @Override
    public long segment(final long basePosition, final long from, final long to, final FrameHandler handler)
        throws IOException {
        final int start = (int) Math.max(from - basePosition, SegmentHeader.LENGTH);
        final int end = (int) Math.min(to - basePosition, segmentLength);
        if (start >= end) {
            return basePosition + start;
        }
        makeWindows();
        stopped = false;
        final Thread reader = new Thread(() -> read(basePosition, start, end), "varve-read-ahead");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean last = false;
            long position = from;
            while (!last) {
                final FrameWindow window = take(checked);
                try {
                    position = window.handOut(handler);
                    last = window.isLast();
                } finally {
                    free.add(window);
                }
            }
            return position;
        } finally {
            stop(reader);
        }
    }

    private void read(final long basePosition, final int start, final int end) {
        FrameWindow window = take(free);
        try (StorageFile file = directory.open(StoreFileNames.segment(basePosition), false)) {
            int offset = start;
            while (offset < end && !stopped) {
                offset = window.read(file, basePosition, offset, end, segmentLength, checksum);
                checked.add(window);
                window = null;
                if (offset < end) {
                    window = take(free);
                }
            }
        } catch (final Throwable ex) {
            final FrameWindow failed = window == null ? take(free) : window;
            window = null;
            failed.fail(ex);
            checked.add(failed);
        } finally {
            if (window != null) {
                free.add(window);
            }
        }
    }

    /** The reader ends by itself once it gets a window back. */
    private void stop(final Thread reader) {
        stopped = true;
        boolean interrupted = false;
        while (reader.isAlive()) {
            checked.drainTo(free);
            try {
                reader.join(POLL_MS);
            } catch (final InterruptedException ex) {
                interrupted = true;
            }
        }
        checked.drainTo(free);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static FrameWindow take(final BlockingQueue<FrameWindow> queue) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return queue.take();
                } catch (final InterruptedException ex) {
                    // An opening is not given up half-way.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        free.forEach(FrameWindow::free);
    }
}
