package io.varve.perf;

import io.varve.VarveException;
import io.varve.perf.bench.BenchCommand;
import io.varve.perf.bench.JmhCommand;
import io.varve.perf.scene.TelemetryCommand;
import io.varve.perf.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code perf-suite} command: workloads and benchmarks of the storage engine. */
@Command(name = "perf-suite", mixinStandardHelpOptions = true, versionProvider = PerfSuiteMain.Version.class,
    synopsisSubcommandLabel = "COMMAND", header = "Measure the Varve storage engine.",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Results are on standard output, progress is on standard error.",
        "Begin with: perf-suite run telemetry"})
public final class PerfSuiteMain implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The version stands in the manifest of the jar. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            final String version = PerfSuiteMain.class.getPackage().getImplementationVersion();
            return new String[] {"perf-suite " + (version == null ? "(not packaged)" : version)};
        }
    }

    private PerfSuiteMain() {
    }

    /**
     * Run the command and end the JVM with its exit code.
     *
     * @param args see {@code --help}.
     */
    public static void main(final String[] args) {
        System.exit(execute(Terminal.ofProcess(), args));
    }

    /**
     * Run the command.
     *
     * @param terminal to print to.
     * @param args     see {@code --help}.
     * @return the exit code; see {@link ExitCode}.
     */
    public static int execute(final Terminal terminal, final String... args) {
        final CommandLine line = new CommandLine(new PerfSuiteMain());
        commands(terminal).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(terminal.outWriter())
            .setErr(terminal.errWriter())
            .setParameterExceptionHandler((ex, rejected) -> onWrongUsage(terminal, ex))
            .setExecutionExceptionHandler((ex, failed, result) -> onFailure(terminal, ex))
            .execute(args);
    }

    /** The commands, in the order of the help. A new one is added here. */
    private static List<CommandLine> commands(final Terminal terminal) {
        return List.of(
            new CommandLine(new RunCommand()).addSubcommand(new TelemetryCommand(terminal)),
            new CommandLine(new BenchCommand()), new CommandLine(new JmhCommand()));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int onWrongUsage(final Terminal terminal, final ParameterException ex) {
        final CommandLine line = ex.getCommandLine();
        terminal.warn(ex.getMessage());
        terminal.errWriter().println("'" + line.getCommandSpec().qualifiedName() + " --help' explains the options.");
        return ExitCode.USAGE;
    }

    private static int onFailure(final Terminal terminal, final Exception ex) {
        if (ex instanceof FileSystemException failed) {
            final String reason = failed.getReason() == null ? ex.getClass().getSimpleName() : failed.getReason();
            terminal.warn("the file system refuses " + failed.getFile() + ": " + reason);
        } else if (ex instanceof VarveException || ex instanceof IOException || ex instanceof UncheckedIOException) {
            terminal.warn(ex.getMessage());
        } else {
            terminal.warn("an error in the suite itself: " + ex);
            ex.printStackTrace(terminal.errWriter());
        }
        return ExitCode.UNABLE;
    }
}
