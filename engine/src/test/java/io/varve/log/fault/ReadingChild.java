package io.varve.log.fault;

import io.varve.log.LogReader;
import io.varve.log.ReadOnlyLog;
import java.nio.file.Path;

/** A process that tails a log of another one until its position is gone, and says on its output what it saw. */
final class ReadingChild {

    private ReadingChild() {
    }

    public static void main(final String[] args) {
        try (ReadOnlyLog log = ReadOnlyLog.open(Path.of(args[0])); LogReader reader = log.verifyingReader()) {
            final long[] last = {0};
            int polled = 0;
            boolean said = false;
            while (polled >= 0) {
                polled = reader.poll((buffer, offset, length, header) -> {
                    if (header.sequence() != last[0] + 1) {
                        System.out.println("record " + header.sequence() + " after " + last[0]);
                    }
                    last[0] = header.sequence();
                }, 10);
                if (!said && last[0] > 0) {
                    said = true;
                    System.out.println("reading");
                }
                Thread.onSpinWait();
            }
            System.out.println(polled == LogReader.POSITION_GONE ? "gone" : "code " + polled);
            // Retention may go on meanwhile, and the start with it.
            do {
                reader.toStart();
                polled = reader.poll((buffer, offset, length, header) -> { }, 1);
            } while (polled == LogReader.POSITION_GONE);
            System.out.println(polled == 1 ? "goes on" : "code " + polled);
        }
    }
}
