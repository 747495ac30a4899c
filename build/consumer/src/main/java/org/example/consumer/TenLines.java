package org.example.consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ten lines of the README: open a log in the directory {@code orders}, append a record, wait until no crash can
 * take it away, read everything back. Run it twice, and it prints two records.
 */
public final class TenLines {

    private TenLines() {
    }

    /**
     * Runs the ten lines.
     *
     * @param args none.
     */
    public static void main(final String[] args) {
        // tag::ten-lines[]
        try (RecordLog log = RecordLog.open(Path.of("orders"))) {
            UnsafeBuffer body = new UnsafeBuffer("buy 100 at 101.5".getBytes(US_ASCII));
            long position = log.writer().append(body, 0, body.capacity());
            log.awaitDurable(position, 1, TimeUnit.SECONDS);
            try (LogReader reader = log.reader()) {
                reader.poll((buffer, offset, length, header) ->
                    System.out.println(header.sequence() + ": "
                        + buffer.getStringWithoutLengthAscii(offset, length)), 10);
            }
        }
        // end::ten-lines[]
    }
}
