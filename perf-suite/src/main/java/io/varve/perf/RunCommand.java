package io.varve.perf;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code perf-suite run}, which does nothing without the name of a workload. */
@Command(name = "run", synopsisSubcommandLabel = "WORKLOAD",
    header = "Run a workload and print what it measured.", commandListHeading = "%nWorkloads:%n",
    footer = {"", "'perf-suite run WORKLOAD --help' explains a workload and its options."})
final class RunCommand implements Runnable {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean helpRequested;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the name of a workload is missing");
    }
}
