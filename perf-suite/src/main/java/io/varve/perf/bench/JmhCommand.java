package io.varve.perf.bench;

import io.varve.perf.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands over to JMH. */
@Command(name = "jmh", mixinStandardHelpOptions = true, header = "Run the microbenchmarks of the hot path with JMH.",
    description = {"", "For the work on single instructions; what users feel is measured by 'bench'.",
        "Everything behind '--' is JMH's: '-- -l' lists the benchmarks, '-- -h' explains its options.", ""})
public final class JmhCommand implements Callable<Integer> {

    @Parameters(paramLabel = "JMH_OPTION", description = "passed on to JMH.")
    private List<String> options = List.of();

    /** Made by the command line. */
    public JmhCommand() {
        // The command line sets the options.
    }

    @Override
    public Integer call() throws Exception {
        Main.main(options.toArray(String[]::new));
        return ExitCode.OK;
    }
}
