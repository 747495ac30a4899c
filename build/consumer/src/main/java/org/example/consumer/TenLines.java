package org.example.consumer;

import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;

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
            final ExpandableArrayBuffer order = new ExpandableArrayBuffer();
            final int size = order.putStringWithoutLengthUtf8(0, "buy 100 ACME at 12.50");
            final long position = log.writer().append(order, 0, size);
            log.awaitDurable(position, 5, TimeUnit.SECONDS);
            try (LogReader reader = log.reader()) {
                reader.poll((buffer, offset, length, header) -> System.out.println(
                    header.sequence() + ": " + buffer.getStringWithoutLengthUtf8(offset, length)), 100);
            }
        }
        // end::ten-lines[]
    }
}
