package io.varve.perf.scene;

import io.varve.log.LogReader;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import io.varve.perf.telemetry.MarketTick;
import io.varve.perf.telemetry.RecordTypes;
import io.varve.perf.terminal.Terminal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Opens what was recorded, reads it from the start, and checks that it is what was appended. */
final class ReplayScene {

    private static final int LIMIT = 1024;

    private final Terminal terminal;
    private final TelemetrySettings settings;
    private final Interruption interruption;
    private final long[] counts = new long[RecordTypes.COUNT];
    private long wrongAt = -1;
    private long expectedSequence = 1;

    ReplayScene(final Terminal terminal, final TelemetrySettings settings, final Interruption interruption) {
        this.terminal = terminal;
        this.settings = settings;
        this.interruption = interruption;
    }

    /** Whether every record is there and right; true also when the work was interrupted. */
    boolean play(final Path path, final RecordResult recorded) {
        terminal.printScene("Replay", "the recorded store is opened and read from the start");
        final CatchUpReader reader = recorded.replayed();
        terminal.print(String.format(Locale.ROOT, "  a third thread replayed %,d records in %.1f s meanwhile%s",
            reader.records(), reader.durationNs() / 1e9, reader.isCaughtUp() ? ", and caught up" : ""));
        final long startNs = System.nanoTime();
        try (RecordLog log = RecordLog.open(settings.recordConfig(path))) {
            final double openMs = (System.nanoTime() - startNs) / 1e6;
            final long readNs = System.nanoTime();
            read(log);
            if (interruption.isRequested()) {
                return true;
            }
            print(openMs, (System.nanoTime() - readNs) / 1e9, recorded.bytes());
        }
        return verdict(recorded);
    }

    private void read(final RecordLog log) {
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll(this::onRecord, LIMIT);
            } while (polled > 0 && !interruption.isRequested());
            if (polled < 0) {
                throw new ReadFailedException("replaying", reader, polled);
            }
        }
    }

    private void onRecord(final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        final int type = header.type();
        final boolean right = header.sequence() == expectedSequence && type > 0 && type < counts.length
            && (type != RecordTypes.TICK || MarketTick.isTick(buffer, offset, length, counts[type]));
        if (!right && wrongAt < 0) {
            wrongAt = header.position();
        }
        expectedSequence++;
        counts[type % counts.length]++;
    }

    private void print(final double openMs, final double seconds, final long bytes) {
        final long records = expectedSequence - 1;
        terminal.print(String.format(Locale.ROOT,
            "  opened in %.1f ms; %,d records read and checked in %.2f s (%.0f MB/s)", openMs, records, seconds,
            bytes / seconds / 1e6));
    }

    private boolean verdict(final RecordResult recorded) {
        if (wrongAt >= 0) {
            terminal.printVerdict(false, "the record at position " + wrongAt + " is not what was appended");
        } else if (!Arrays.equals(counts, recorded.counts())) {
            terminal.printVerdict(false, "found records of types " + Arrays.toString(counts) + "; appended were "
                + Arrays.toString(recorded.counts()));
        } else {
            terminal.printVerdict(true, "every record is there, in order, and what was appended");
            return true;
        }
        return false;
    }
}
