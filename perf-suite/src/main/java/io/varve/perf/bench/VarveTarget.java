package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** Varve's record log. */
public final class VarveTarget implements ReadableTarget {

    private static final int POLL_LIMIT = 1024;
    /** All of a burst: a page that is touched beside it costs the processor that forces it. */
    private static final int TOUCH_AHEAD = 1 << 30;

    private final Durability durability;
    private final Retention retention;
    private RecordLog log;
    private LogWriter writer;
    private long sum;

    /** At the default durability level. */
    public VarveTarget() {
        this(Durability.INTERVAL);
    }

    VarveTarget(final Durability durability) {
        this(durability, Retention.KEEP_ALL);
    }

    VarveTarget(final Durability durability, final Retention retention) {
        this.durability = durability;
        this.retention = retention;
    }

    RecordLog log() {
        return log;
    }

    @Override
    public void open(final Path directory, final long bytes) {
        final LogConfig.Builder config = LogConfig.at(directory).durability(durability).retention(retention);
        if (bytes > 0) {
            // One segment takes all of it, so that none is prepared while appends are measured.
            config.segmentLength(Room.segmentLength(bytes)).preparedSegments(1).touchAheadBytes(TOUCH_AHEAD);
        }
        log = RecordLog.open(config.build());
        writer = log.writer();
    }

    /**
     * Open a log with room for so many bytes that is prepared and touched.
     *
     * <p>The segments are made, and the log closed, before it is opened again and touched: pages that are dirty because
     * they were touched and pages that are dirty because they were filled would together begin the kernel's background
     * write-back, which write-protects what was touched.
     */
    void openPrepared(final Path directory, final long bytes, final DirectBuffer body, final int length) {
        open(directory, bytes);
        append(body, length);
        Room.awaitSegments(directory, log.config().preparedSegments() + 1);
        close();
        open(directory, bytes);
        append(body, length);
        Room.awaitNoFaults();
    }

    @Override
    public void append(final DirectBuffer body, final int length) {
        writer.append(body, 0, length);
    }

    @Override
    public void appendAll(final DirectBuffer body, final int length, final long count) {
        for (long i = 0; i < count; i++) {
            writer.append(body, 0, length);
        }
    }

    @Override
    public long replay(final long count, final boolean checksums) {
        sum = 0;
        final RecordHandler handler =
            (buffer, offset, length, header) -> sum += buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        try (LogReader reader = checksums ? log.verifyingReader() : log.reader()) {
            long left = count;
            while (left > 0) {
                final int polled = reader.poll(handler, (int) Math.min(left, POLL_LIMIT));
                if (polled < 0) {
                    throw new IllegalStateException("replay stopped with code " + polled);
                }
                left -= polled;
            }
        }
        return sum;
    }

    @Override
    public Tail tail() {
        final LogReader reader = log.reader();
        reader.toEnd();
        return new VarveTail(reader);
    }

    @Override
    public void force() {
        log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        log.close();
    }

    /** One record at a time. */
    private static final class VarveTail implements Tail {

        private final LogReader reader;
        private final RecordHandler handler = (buffer, offset, length, header) -> take(buffer.getLong(offset));
        private long taken;

        VarveTail(final LogReader reader) {
            this.reader = reader;
        }

        private void take(final long value) {
            taken = value;
        }

        @Override
        public long poll() {
            return reader.poll(handler, 1) > 0 ? taken : NOTHING;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
