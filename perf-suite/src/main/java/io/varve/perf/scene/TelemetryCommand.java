package io.varve.perf.scene;

import io.varve.Durability;
import io.varve.perf.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perf-suite run telemetry}. */
@Command(name = "telemetry", sortOptions = false,
    header = "Record live telemetry, kill a writer, replay, keep state by key, and print latencies.",
    description = {"",
        "Record: flight recorder events of this JVM, counters of /proc and market ticks at a fixed rate are appended "
            + "as they come; a second thread tails, a third replays from the start.",
        "Crash: a child process appends and is killed; its store is opened and searched for every record that was "
            + "acknowledged.",
        "Replay: the recorded store is opened, read and compared with what was appended.",
        "State: keys of a key-value store are overwritten and read at random while space is given back; then it is "
            + "opened again and every key looked at.", "",
        "service is from started to done; response is from the intended start, on a schedule that never moves. "
            + "floor is the least an append can cost, measured in between. machine gaps are times in which the "
            + "waiting writer did not run, because the machine or another thread had its processor. A "
            + "percentile with fewer than 10 samples above it is a '-'.", ""},
    optionListHeading = "Options:%n",
    footer = {"", "Examples:",
        "  perf-suite run telemetry",
        "  perf-suite run telemetry --seconds 60 --rate 250000 --dir /data/varve",
        "  perf-suite run telemetry --durability batch --rate 2000 2>/dev/null"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything done, every promise kept", "1:a record was missing, wrong or invented",
        "2:wrong options", "3:the job could not run; the message says why",
        "130:interrupted by Ctrl-C, after a partial table"})
public final class TelemetryCommand implements Callable<Integer> {

    private static final int MAX_SECONDS = 3600;
    private static final long MAX_RATE = 5_000_000;

    private final Terminal terminal;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "15",
        description = "Seconds to measure; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "3",
        description = "Seconds before, not measured; default ${DEFAULT-VALUE}.")
    private int warmupSeconds;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "100000",
        description = "Market ticks per second; default ${DEFAULT-VALUE}.")
    private long rate;

    @Option(names = "--durability", paramLabel = "LEVEL", defaultValue = "INTERVAL",
        description = "When an append returns: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Durability durability;

    @Option(names = "--dir", paramLabel = "DIR",
        description = "Where to put the stores; default a new temporary directory.")
    private Path directory;

    @Option(names = "--keep", description = "Do not delete the stores at the end.")
    private boolean keep;

    @Option(names = "--no-crash", description = "Leave the scene Crash out.")
    private boolean noCrash;

    @Option(names = "--no-state", description = "Leave the scene State out.")
    private boolean noState;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean helpRequested;

    @Spec
    private CommandSpec spec;

    /**
     * Makes the command.
     *
     * @param terminal to print to.
     */
    public TelemetryCommand(final Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        check("--seconds", seconds, 1, MAX_SECONDS);
        check("--warmup", warmupSeconds, 0, MAX_SECONDS);
        check("--rate", rate, 1, MAX_RATE);
        final TelemetrySettings settings =
            new TelemetrySettings(seconds, warmupSeconds, rate, durability, !noCrash, !noState);
        final StoreDirectory stores = StoreDirectory.create(directory, keep);
        final int code = new TelemetryJob(terminal, settings).run(stores);
        if (keep) {
            terminal.print("stores kept in " + stores.root());
        }
        return code;
    }

    private void check(final String option, final long value, final long min, final long max) {
        if (value < min || value > max) {
            throw new ParameterException(spec.commandLine(),
                option + " is " + value + "; it must be from " + min + " to " + max);
        }
    }
}
