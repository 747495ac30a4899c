package io.varve.perf.bench.peers;

import io.varve.perf.bench.ReadableTarget;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.DirectBuffer;

/**
 * Chronicle Queue, as its documentation advises for speed: one large block, so that nothing is mapped anew while it is
 * measured, a roll cycle with sparse indexing, and bytes without a wire format.
 */
public final class ChronicleTarget implements ReadableTarget {

    private static final long BLOCK = 4L << 30;

    private final PointerBytesStore store = new PointerBytesStore();
    private ChronicleQueue queue;
    private ExcerptAppender appender;
    private ExcerptTailer forcing;

    /** For the trials. */
    public ChronicleTarget() {
        super();
    }

    @Override
    public void open(final Path directory, final long bytes) {
        queue = ChronicleQueue.singleBuilder(directory).rollCycle(LargeRollCycles.LARGE_DAILY).blockSize(BLOCK)
            .syncMode(SyncMode.SYNC).build();
        appender = queue.createAppender();
    }

    @Override
    public void append(final DirectBuffer body, final int length) {
        store.set(body.addressOffset(), length);
        appender.writeBytes(store);
    }

    @Override
    public void appendAll(final DirectBuffer body, final int length, final long count) {
        for (long i = 0; i < count; i++) {
            append(body, length);
        }
    }

    @Override
    public long replay(final long count, final boolean checksums) {
        long sum = 0;
        try (ExcerptTailer tailer = queue.createTailer()) {
            tailer.toStart();
            long left = count;
            while (left > 0) {
                try (DocumentContext context = tailer.readingDocument()) {
                    if (context.isPresent()) {
                        sum += context.wire().bytes().readLong();
                        left--;
                    }
                }
            }
        }
        return sum;
    }

    @Override
    public Tail tail() {
        final ExcerptTailer tailer = queue.createTailer().toEnd();
        return new ChronicleTail(tailer);
    }

    /** Forces up to what a tailer of the forcing thread has reached. */
    @Override
    public void force() {
        if (forcing == null) {
            forcing = queue.createTailer();
            forcing.singleThreadedCheckDisabled(true);
        }
        forcing.toEnd();
        forcing.sync();
    }

    @Override
    public void close() {
        queue.close();
    }

    /** One record at a time. */
    private static final class ChronicleTail implements Tail {

        private final ExcerptTailer tailer;

        ChronicleTail(final ExcerptTailer tailer) {
            this.tailer = tailer;
        }

        @Override
        public long poll() {
            try (DocumentContext context = tailer.readingDocument()) {
                if (context.isPresent()) {
                    final Bytes<?> bytes = context.wire().bytes();
                    return bytes.readLong();
                }
            }
            return NOTHING;
        }

        @Override
        public void close() {
            tailer.close();
        }
    }
}
