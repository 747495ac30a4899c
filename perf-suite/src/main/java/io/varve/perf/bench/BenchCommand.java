package io.varve.perf.bench;

import io.varve.perf.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code perf-suite bench}: results on standard output, progress on standard error. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Measure the engine against a floor that the machine sets, and against peers, in one run.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything ran; the table says which goals were reached", "2:the command line is wrong",
        "3:a benchmark could not run; a message says why"})
public final class BenchCommand implements Callable<Integer> {

    /** As many as there are {@link Pieces}. */
    private static final int LEAST_KEYS = 1_000;
    private static final String PLOTTED = "append-rate";
    private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

    static {
        BENCHMARKS.put("append-burst", new AppendBurst());
        BENCHMARKS.put("append-sustained", new AppendSustained());
        BENCHMARKS.put(PLOTTED, new AppendRate());
        BENCHMARKS.put("force-bytes", new ForceBytes());
        BENCHMARKS.put("replay", new Replay());
        BENCHMARKS.put("tail", new Tailing());
        BENCHMARKS.put("feed", new Feeding());
        BENCHMARKS.put("session", new Sending());
        BENCHMARKS.put("large", new LargeLog());
        BENCHMARKS.put("index-get", new IndexGet());
        BENCHMARKS.put("index-insert", new IndexInsert());
        BENCHMARKS.put("allocation", new Allocation());
        BENCHMARKS.put("reopen", new Reopen());
        BENCHMARKS.put("kv-get", new KeyValueGet());
        BENCHMARKS.put("kv-load", new KeyValueLoad());
        BENCHMARKS.put("kv-multiget", new KeyValueMultiGet());
        BENCHMARKS.put("kv-mix", new KeyValueMix());
        BENCHMARKS.put("kv-beside-writer", new KeyValueBesideWriter());
        BENCHMARKS.put("kv-growth", new KeyValueGrowth());
        BENCHMARKS.put("kv-open", new KeyValueOpen());
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BENCHMARK", arity = "0..*", completionCandidates = Names.class,
        description = "What to run: ${COMPLETION-CANDIDATES}; all of them when none is named.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--records", paramLabel = "N", defaultValue = "10000000",
        description = "Records of a burst, a replay or a reopening, keys of an index (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "30",
        description = "Length of a run at a fixed rate (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--megabytes", paramLabel = "N", defaultValue = "2048",
        description = "Bytes of a sustained run and of a large log, in MiB (default: ${DEFAULT-VALUE}).")
    private long megabytes;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "1000000",
        description = "Keys of a key-value store, at least 1000 (default: ${DEFAULT-VALUE}).")
    private long keys;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "3",
        description = "Trials of each kind, each in a JVM of its own (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = "data/bench",
        description = "Where files are written and deleted again (default: ${DEFAULT-VALUE}).")
    private Path dir;

    @Option(names = "--peers", paramLabel = "LIST",
        defaultValue = "chronicle,aeron,chronicle-map,lmdb,rocksdb,mvstore,mapdb",
        description = "Peers to compare with, or none (default: ${DEFAULT-VALUE}).")
    private String peers;

    @Option(names = "--plot", paramLabel = "FILE",
        description = "Draw the latencies of append-rate, and of Chronicle Queue if it is there, into an SVG file.")
    private Path plot;

    /** For picocli. */
    public BenchCommand() {
        super();
    }

    @Override
    public Integer call() throws IOException {
        final List<String> chosen = chosen();
        if (keys < LEAST_KEYS) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--keys is at least " + LEAST_KEYS);
        }
        final LatencyPicture picture = plot == null ? null : picture(chosen);
        final BenchOptions options =
            new BenchOptions(dir, records, seconds, megabytes << 20, keys, trials, peers(), picture);
        Files.createDirectories(dir);
        final PrintWriter out = spec.commandLine().getOut();
        final PrintWriter err = spec.commandLine().getErr();
        final Forks forks = new Forks(dir.toAbsolutePath(), err);
        out.println(MachineLine.of(dir));
        out.println();
        out.flush();
        for (final String name : chosen) {
            final Benchmark benchmark = BENCHMARKS.get(name);
            try {
                Table.print(out, benchmark.title(options), benchmark.run(forks, options));
            } catch (final IOException ex) {
                err.println(name + " could not run: " + ex.getMessage());
                err.flush();
                return ExitCode.UNABLE;
            }
        }
        return picture == null ? ExitCode.OK : draw(picture, err);
    }

    private LatencyPicture picture(final List<String> chosen) {
        if (!chosen.contains(PLOTTED)) {
            throw new CommandLine.ParameterException(spec.commandLine(),
                "--plot draws " + PLOTTED + ", which is not among the benchmarks that were asked for");
        }
        try {
            // Before anything is measured: nobody wants to hear of a wrong path after a quarter of an hour.
            return LatencyPicture.in(plot);
        } catch (final IOException ex) {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "--plot " + plot + " cannot be written: " + ex.getMessage(), ex);
        }
    }

    private int draw(final LatencyPicture picture, final PrintWriter err) {
        try {
            picture.write(MachineLine.brief(dir), command());
            return ExitCode.OK;
        } catch (final IOException ex) {
            err.println("the picture could not be written: " + ex);
            err.flush();
            return ExitCode.UNABLE;
        }
    }

    /** What the user has typed, without the path by which the launcher was called. */
    private String command() {
        final CommandLine root = spec.root().commandLine();
        return root.getCommandName() + " " + String.join(" ", root.getParseResult().originalArgs());
    }

    private List<String> chosen() {
        for (final String name : names) {
            if (!name.equals("all") && !BENCHMARKS.containsKey(name)) {
                throw new CommandLine.ParameterException(spec.commandLine(), "there is no benchmark " + name
                    + "; there are " + String.join(", ", BENCHMARKS.keySet()));
            }
        }
        return names.isEmpty() || names.contains("all") ? List.copyOf(BENCHMARKS.keySet()) : names;
    }

    private Set<Targets> peers() {
        final Set<Targets> result = EnumSet.noneOf(Targets.class);
        for (final Targets target : Targets.values()) {
            if (target.isPeer() && List.of(peers.split(",")).contains(target.option())) {
                result.add(target);
            }
        }
        return result;
    }

    /** For help and completion. */
    static final class Names extends ArrayList<String> {

        private static final long serialVersionUID = 1;

        Names() {
            super(BENCHMARKS.keySet());
            add("all");
        }
    }
}
