package io.varve.perf.scene;

import io.varve.Durability;
import io.varve.VarveException;
import io.varve.log.LogReader;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import io.varve.perf.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;

/** Kills a process that appends, opens its store, and looks for every record that was acknowledged to it. */
final class CrashScene {

    private static final int LEAST_RECORDS = 200_000;
    private static final int MOST_RECORDS = 400_000;
    private static final int LIMIT = 1024;

    private final Terminal terminal;
    private final Durability durability;
    private final Interruption interruption;
    private long found;
    private long wrongAt = -1;

    CrashScene(final Terminal terminal, final Durability durability, final Interruption interruption) {
        this.terminal = terminal;
        this.durability = durability;
        this.interruption = interruption;
    }

    /** Whether every promise was kept; true also when the work was interrupted before it could be judged. */
    boolean play(final Path path) throws IOException {
        terminal.printScene("Crash", "a child process appends and gets SIGKILL in the middle");
        Files.createDirectories(path);
        final Path store = path.resolve("store");
        final Path page = path.resolve("acknowledged");
        final Acknowledgements acknowledgements = Acknowledgements.map(page);
        final long killAt = ThreadLocalRandom.current().nextLong(LEAST_RECORDS, MOST_RECORDS);
        try (ChildWriter child = ChildWriter.start(path.resolve("child.log"),
            List.of(store.toString(), page.toString(), durability.name()))) {
            if (!child.killAt(killAt, acknowledgements, interruption)) {
                return true;
            }
        }
        return judge(store, acknowledgements);
    }

    private boolean judge(final Path store, final Acknowledgements acknowledgements) {
        final long acknowledged = acknowledgements.count();
        final long startNs = System.nanoTime();
        try (RecordLog log = RecordLog.open(TelemetrySettings.crashConfig(store, durability))) {
            final double openMs = (System.nanoTime() - startNs) / 1e6;
            read(log);
            final RecoveryResult recovery = log.recovery();
            terminal.print(String.format(Locale.ROOT,
                "  acknowledged %d, found %d, cut at position %d, opened in %.0f ms", acknowledged, found,
                recovery.tail(), openMs));
            terminal.print(String.format(Locale.ROOT,
                "  forced up to position %d when killed; torn bytes that were cut: %d",
                acknowledgements.durablePosition(), recovery.cutBytes()));
        } catch (final VarveException ex) {
            terminal.printVerdict(false, "the store does not open: " + ex.getMessage());
            return false;
        }
        return verdict(acknowledged);
    }

    private void read(final RecordLog log) {
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll(this::onRecord, LIMIT);
            } while (polled > 0);
            if (polled < 0) {
                throw new ReadFailedException("checking", reader, polled);
            }
        }
    }

    private void onRecord(final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        final boolean right =
            header.sequence() == found + 1 && CrashRecord.isRecord(buffer, offset, length, found);
        if (!right && wrongAt < 0) {
            wrongAt = header.position();
        }
        found++;
    }

    /** The one record that was committed, but not yet acknowledged, when the signal came may be there. */
    private boolean verdict(final long acknowledged) {
        if (found < acknowledged) {
            terminal.printVerdict(false, (acknowledged - found) + " acknowledged records are missing");
        } else if (wrongAt >= 0) {
            terminal.printVerdict(false, "the record at position " + wrongAt + " is not what was appended");
        } else if (found > acknowledged + 1) {
            terminal.printVerdict(false, (found - acknowledged) + " records were never acknowledged; 1 can be");
        } else {
            terminal.printVerdict(true, "every acknowledged record is there with its content, none invented");
            return true;
        }
        return false;
    }
}
