package io.varve.log;

import io.varve.agent.ReaderEpochs;
import io.varve.io.StorageDirectory;
import io.varve.store.AtomicFile;
import io.varve.store.Segment;
import io.varve.store.SegmentTable;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import org.agrona.concurrent.NanoClock;

/**
 * Segments that no new reader can find, until every reader has moved on: then their memory is unmapped, and the files
 * of those that have left the store are deleted. Whatever interrupts this, the next open finds an unlisted file and
 * deletes it. Used by one agent.
 */
final class RetiredSegments {

    private final StorageDirectory directory;
    private final SegmentTable table;
    private final LogSegments segments;
    private final LogStatus status;
    private final ReaderEpochs epochs;
    private final NanoClock clock;
    private final Deque<Retired> retired = new ArrayDeque<>();
    /** Told the base position of a segment whose memory is gone. */
    private LongConsumer onGone = ignored -> { };

    private record Retired(long basePosition, Segment segment, long sinceEpoch, long sinceNs, boolean deleted) {
    }

    RetiredSegments(final StorageDirectory directory, final SegmentTable table, final LogSegments segments,
        final LogStatus status, final ReaderEpochs epochs, final NanoClock clock) {
        this.directory = directory;
        this.table = table;
        this.segments = segments;
        this.status = status;
        this.epochs = epochs;
        this.clock = clock;
    }

    void onGone(final LongConsumer listener) {
        onGone = listener;
    }

    int size() {
        return retired.size();
    }

    /** Let no new reader find a segment; {@code segment} is null when it is not mapped. */
    void add(final long basePosition, final Segment segment, final boolean deleted) {
        if (segment != null) {
            table.remove(segment);
        }
        retired.add(new Retired(basePosition, segment, epochs.advance(), clock.nanoTime(), deleted));
    }

    /** Give back what no reader holds any more; returns how many segments. */
    int giveBack() {
        int work = 0;
        while (!retired.isEmpty() && epochs.isQuiet(retired.peek().sinceEpoch())) {
            final Retired next = retired.poll();
            if (next.deleted()) {
                delete(next.basePosition());
            }
            if (next.segment() != null) {
                next.segment().region().unmap();
            }
            onGone.accept(next.basePosition());
            work++;
        }
        status.events.set(LogCounter.READER_DELAY_NS,
            retired.isEmpty() ? 0 : clock.nanoTime() - retired.peek().sinceNs());
        return work;
    }

    private void delete(final long basePosition) {
        try {
            directory.delete(StoreFileNames.segment(basePosition));
        } catch (final NoSuchFileException ignored) {
            // Somebody was faster.
        } catch (final IOException ex) {
            // It is not listed any more: the next open deletes it.
            status.events.failed("deleting a dropped segment", ex);
        }
        try {
            segments.indexFile().delete(basePosition);
            AtomicFile.deleteIfExists(directory, StoreFileNames.hint(basePosition));
        } catch (final IOException ex) {
            status.events.failed("deleting the index or hint of a dropped segment", ex);
        }
    }
}
