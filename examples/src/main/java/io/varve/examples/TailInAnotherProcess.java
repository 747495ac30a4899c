package io.varve.examples;

import io.varve.log.LogConfig;
import io.varve.log.LogCursor;
import io.varve.log.LogReader;
import io.varve.log.ReadOnlyLog;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Another process follows the log while it is written. It opens the log for reading, which changes nothing in its
 * directory, and keeps a durable cursor in a directory of its own: when it comes back it goes on behind what it had
 * finished with. The writer was told of that directory, so that its retention gives nothing back that the other one
 * still needs.
 */
public final class TailInAnotherProcess {

    private static final String READY = "ready";
    private static final int BATCH = 100;
    private static final long PAUSE_NS = 100_000;

    private TailInAnotherProcess() {
    }

    /**
     * Write, and have two processes follow, the second one after the first has ended.
     *
     * @param path    of the log.
     * @param cursors directory of the processes that follow.
     * @param records to be written for each of the two.
     * @return the sequences that the two have printed, in order.
     * @throws IOException          when a process cannot be started.
     * @throws InterruptedException when this thread is interrupted.
     */
    public static List<Long> run(final Path path, final Path cursors, final int records)
        throws IOException, InterruptedException {
        final List<Long> seen = new ArrayList<>();
        final LogConfig config = LogConfig.at(path).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .retention(Retention.ofRecords(1)).cursorDirectories(List.of(cursors)).build();
        try (RecordLog log = RecordLog.open(config)) {
            final UnsafeBuffer body = new UnsafeBuffer(new byte[64]);
            for (int process = 0; process < 2; process++) {
                final Process tail = ExampleJvm.start(TailInAnotherProcess.class, path.toString(), cursors.toString(),
                    Integer.toString(records));
                try (BufferedReader output = ExampleJvm.output(tail)) {
                    // Only now there is a cursor for sure, and it holds back what is appended from here on.
                    if (!READY.equals(output.readLine())) {
                        throw new IOException("the process that follows did not start");
                    }
                    for (int i = 0; i < records; i++) {
                        body.putLong(0, i);
                        log.writer().append(body, 0, body.capacity());
                    }
                    output.lines().map(Long::valueOf).forEach(seen::add);
                }
                if (tail.waitFor() != 0) {
                    throw new IOException("the process that follows ended with " + tail.exitValue());
                }
            }
        }
        return seen;
    }

    /** The other process: prints the sequences of the next records, and remembers where it was. */
    private static void tail(final Path path, final Path cursors, final int records) {
        try (ReadOnlyLog log = ReadOnlyLog.open(path);
            LogReader reader = log.reader();
            LogCursor cursor = log.cursor(cursors, "tail")) {
            if (!reader.toCursor(cursor)) {
                throw new IllegalStateException("the log was cut in front of the cursor by a power loss");
            }
            System.out.println(READY);
            int left = records;
            while (left > 0) {
                final int polled = reader.poll((buffer, offset, length, header) ->
                    System.out.println(header.sequence()), Math.min(BATCH, left));
                if (polled < 0) {
                    throw new IllegalStateException("the reader stopped with code " + polled);
                }
                if (polled > 0) {
                    // After the work, so that a crash in between repeats records but never skips one.
                    cursor.commitDurably(reader.position());
                    left -= polled;
                } else {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        }
    }

    /**
     * Shows the whole, or is the process that follows.
     *
     * @param args the directory of the log, that of the cursors, and for the process that follows a number of records.
     * @throws IOException          when a process cannot be started.
     * @throws InterruptedException when this thread is interrupted.
     */
    public static void main(final String[] args) throws IOException, InterruptedException {
        if (args.length > 2) {
            tail(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        } else {
            final List<Long> seen = run(Path.of(args[0]), Path.of(args[1]), 1_000);
            System.out.println("two processes saw " + seen.size() + " records, " + seen.get(0) + " to "
                + seen.get(seen.size() - 1));
        }
    }
}
