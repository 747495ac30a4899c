package io.varve.perf.scene;

import io.varve.hdr.LatencySummary;
import io.varve.hdr.LatencyTable;
import io.varve.perf.ExitCode;
import io.varve.perf.terminal.Terminal;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

/** The scenes, the table, and what to try next. */
final class TelemetryJob {

    private static final long HUNDRED_US = 100_000;
    private static final long MILLISECOND = 1_000_000;
    private static final String COMMAND_PROPERTY = "varve.perf.command";
    private static final String COMMAND = "perf-suite";
    /** A longer path to the launcher would make its commands too long for a line. */
    private static final int LONGEST_COMMAND = 32;

    private final Terminal terminal;
    private final TelemetrySettings settings;

    TelemetryJob(final Terminal terminal, final TelemetrySettings settings) {
        this.terminal = terminal;
        this.settings = settings;
    }

    int run(final StoreDirectory directory) throws IOException {
        try (Interruption interruption = Interruption.install()) {
            try {
                return run(directory, interruption);
            } catch (final IOException | RuntimeException ex) {
                if (!interruption.isRequested()) {
                    throw ex;
                }
                terminal.warn("interrupted: " + ex);
                return ExitCode.INTERRUPTED;
            }
        }
    }

    private int run(final StoreDirectory stores, final Interruption interruption) throws IOException {
        try (StoreDirectory directory = stores) {
            checkRoom(directory);
            terminal.print(Machine.describe(Terminal.WIDTH, directory.fileSystemType(), directory.root()));
            final RecordResult recorded = new RecordScene(terminal, settings, interruption).play(directory.record());
            boolean kept = true;
            if (settings.crash() && !interruption.isRequested()) {
                kept = new CrashScene(terminal, settings.durability(), interruption).play(directory.crash());
            }
            if (!interruption.isRequested()) {
                kept &= new ReplayScene(terminal, settings, interruption).play(directory.record(), recorded);
            }
            if (settings.state() && !interruption.isRequested()) {
                kept &= new StateScene(terminal, settings.durability(), interruption).play(directory.state());
            }
            printTable(recorded, interruption.isRequested());
            if (interruption.isRequested()) {
                return ExitCode.INTERRUPTED;
            }
            printNext();
            return kept ? ExitCode.OK : ExitCode.BROKEN;
        }
    }

    private void checkRoom(final StoreDirectory directory) throws IOException {
        final long needed = settings.diskBytes();
        if (directory.usableBytes() < needed) {
            throw new IOException(String.format(Locale.ROOT, "%s has room for %,d MB; the job takes up to %,d MB, less "
                + "with a lower --rate or fewer --seconds", directory.root(), directory.usableBytes() >> 20,
                needed >> 20));
        }
    }

    private void printTable(final RecordResult result, final boolean partial) {
        terminal.printScene(partial ? "Partial result" : "Result", partial
            ? "interrupted; measured until then" : "measured for " + settings.seconds() + " s, after "
                + settings.warmupSeconds() + " s of warm-up");
        final LatencySummary append = result.append().service();
        final LatencySummary floor = result.floor().service();
        new LatencyTable()
            .add("append service", append)
            .add("append response", result.append().response())
            .add("tail service", result.tail().service())
            .add("tail response", result.tail().response())
            .add("floor", floor)
            .add("machine gaps", result.gaps().summary())
            .lines().forEach(terminal::print);
        terminal.print("floor: the same frame in plain memory" + ratio(append, floor));
        terminal.print(String.format(Locale.ROOT,
            "gaps: %.2f%% of the writer's waiting time; %,d over 100 us, %,d over 1 ms",
            result.gaps().lostShare() * 100, result.gaps().countAbove(HUNDRED_US),
            result.gaps().countAbove(MILLISECOND)));
    }

    private static String ratio(final LatencySummary append, final LatencySummary floor) {
        final OptionalLong above = append.percentile(50);
        final OptionalLong below = floor.percentile(50);
        return above.isEmpty() || below.isEmpty() || below.getAsLong() == 0 ? ""
            : String.format(Locale.ROOT, "; append service p50 is %.1f times as long",
                (double) above.getAsLong() / below.getAsLong());
    }

    private void printNext() {
        final String given = System.getProperty(COMMAND_PROPERTY, COMMAND);
        final String command = given.length() > LONGEST_COMMAND ? COMMAND : given;
        terminal.printScene("Try next", "");
        terminal.print("  " + command + " run telemetry --rate 200 --durability record");
        terminal.print("  " + command + " run telemetry --rate 500000 --seconds 10");
        terminal.print("  " + command + " bench kv-get kv-open");
        terminal.print("  " + command + " run telemetry --help");
    }
}
