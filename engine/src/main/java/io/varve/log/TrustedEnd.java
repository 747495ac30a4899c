package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.MarkFile;
import io.varve.store.MarkSlot;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Up to where a log can be read that this process does not write. After a power loss commit words prove nothing until a
 * writer has recovered the log: then it ends for readers where it will end for recovery, whose rules are applied once,
 * from the segment on up to which it is known durable.
 *
 * <p>A machine that does not name its boots cannot tell a power loss from a writer at work. So what stands behind the
 * end is looked at again whenever a reader has come there. Safe for use by many threads.
 */
final class TrustedEnd {

    /** What has no end of that kind: commit words can be trusted. */
    static final long EVERYTHING = Long.MAX_VALUE;

    private static final int WINDOW = 64 << 10;

    private final StorageDirectory directory;
    private final MarkFile mark;
    private SegmentWindow window;
    private FrameScan scan;
    /** By which the scan was begun. */
    private MarkSlot slot;
    private volatile boolean everything;

    TrustedEnd(final StorageDirectory directory, final MarkFile mark) {
        this.directory = directory;
        this.mark = mark;
    }

    /**
     * The end, between batches, for a reader at a position that has loaded a list; or {@link #EVERYTHING}.
     */
    long find(final long position, final ForeignList list) {
        return everything ? EVERYTHING : look(position, list);
    }

    private synchronized long look(final long position, final ForeignList list) {
        try {
            final MarkSlot newest = slot == null || mark.hasNewerSlot() ? mark.current() : slot;
            if (provesItself(newest)) {
                everything = true;
                return EVERYTHING;
            }
            if (!newest.equals(slot) || isGone(list)) {
                slot = newest;
                begin(list);
                scanTo(list.end(), list.segmentLength());
            } else if (position >= scan.tail().tail) {
                scanTo(list.end(), list.segmentLength());
            }
            return scan.tail().tail;
        } catch (final IOException ex) {
            throw new StoreCorruptException("the log in " + directory.path() + " was not recovered since the machine "
                + "went down, and its end cannot be found: " + ex.getMessage());
        }
    }

    /** Whether the segment was taken out of the store in which the scan has ended. */
    private boolean isGone(final ForeignList list) {
        final long tail = scan.tail().tail;
        return tail < list.end() && !list.contains(tail & -list.segmentLength());
    }

    private boolean provesItself(final MarkSlot newest) {
        return newest.clean() && mark.isWhole()
            || !newest.bootId().equals(StoreId.NONE) && newest.bootId().equals(BootId.current());
    }

    private void begin(final ForeignList list) {
        final StoreId storeId = slot.storeId();
        scan = new FrameScan(new FrameChecksum(storeId.high(), storeId.low()),
            mark.isWhole() ? slot.epoch() : Long.MAX_VALUE, position -> { });
        // Behind that there are no gaps.
        final long durable = Math.min(Math.max(mark.watermark(), list.watermark()), list.end()) - 1;
        scan.beginAt(Math.max(durable & -list.segmentLength(), list.firstPosition()));
    }

    /** Go on from where the log ended when it was looked at last. */
    private void scanTo(final long endOfList, final int segmentLength) throws IOException {
        if (window == null) {
            window = new SegmentWindow(WINDOW);
        }
        boolean goesOn = true;
        while (goesOn && scan.tail().tail < endOfList) {
            final long base = scan.tail().tail & -segmentLength;
            try (StorageFile file = directory.open(StoreFileNames.segment(base), false)) {
                window.open(file, base, segmentLength);
                goesOn = scan.tail().tail == base ? scan.scan(window) : scan.scanOn(window);
            } catch (final NoSuchFileException ex) {
                // Retention was faster: there is a writer, and a newer list.
                goesOn = false;
            }
        }
    }
}
