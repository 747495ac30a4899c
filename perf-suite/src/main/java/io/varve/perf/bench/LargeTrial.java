package io.varve.perf.bench;

import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Append a log that is far larger than the heap, and read it from its start to its end, with default settings. */
final class LargeTrial implements Trial {

    /** The heap that the trial's JVM gets. */
    static final String HEAP = "-Xmx64m";

    private static final int LENGTH = 1000;
    private static final int LIMIT = 1024;

    private long next;
    private final RecordHandler handler = (buffer, offset, length, header) -> {
        if (buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN) != next || header.sequence() != ++next) {
            throw new IllegalStateException("record " + header.sequence() + " is not what was appended");
        }
    };

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Files.createDirectories(Path.of(values.text("dir")).resolve("log"));
        final long records = values.number("bytes") / BurstTrial.frame(LENGTH);
        final OpenFiles files = new OpenFiles(directory);
        final Thread watcher = new Thread(files::watch, "watcher");
        watcher.start();
        final TrialValues result = new TrialValues();
        try (RecordLog log = RecordLog.open(directory)) {
            append(log.writer(), records);
            read(log, records);
            result.put("bytes", log.committedPosition());
        }
        files.end();
        watcher.join();
        return result.put("maps", files.mostMapped()).put("handles", files.mostOpen())
            .put("maps.after", files.mapped()).put("handles.after", files.open());
    }

    private static void append(final LogWriter writer, final long records) {
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        for (long i = 0; i < records; i++) {
            body.putLong(0, i, ByteOrder.LITTLE_ENDIAN);
            writer.append(body, 0, LENGTH);
        }
    }

    private void read(final RecordLog log, final long records) {
        try (LogReader reader = log.reader()) {
            while (next < records) {
                if (reader.poll(handler, LIMIT) <= 0) {
                    throw new IllegalStateException("the log ends at record " + next + " of " + records);
                }
            }
        }
    }
}
