package io.varve.jcstress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/**
 * Runs the tests and their twins, and says what came out. The log and the reports of jcstress are left in the working
 * directory.
 *
 * <p>Exits with 0 when all tests passed and all twins failed as they must, with 1 when not, and with 3 when the tests
 * could not be run.
 */
public final class StressMain {

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int NOT_RUN = 3;

    private StressMain() {
    }

    /**
     * Two JVMs for each test, four where biased locking can be switched off, for a second each. The compiler orders at
     * random what it may order at will.
     */
    private static Map<String, String> settings() {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put("-m", "quick");
        settings.put("-c", "2");
        settings.put("-f", "2");
        settings.put("-sc", "false");
        settings.put("-hs", "128");
        settings.put("-pth", "false");
        settings.put("-r", ".");
        settings.put("-jvmArgs", "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED"
            + " -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP");
        return settings;
    }

    /**
     * Run.
     *
     * @param args options of jcstress, each with its value, in place of or beside those above.
     * @throws IOException when the log cannot be written.
     */
    public static void main(final String[] args) throws IOException {
        final Map<String, String> settings = settings();
        for (int i = 0; i + 1 < args.length; i += 2) {
            settings.put(args[i], args[i + 1]);
        }
        final List<String> arguments = new ArrayList<>();
        settings.forEach((option, value) -> {
            arguments.add(option);
            arguments.add(value);
        });
        final PrintStream out = System.out;
        System.setOut(new PrintStream("jcstress.txt", StandardCharsets.UTF_8));
        final Options options = new Options(arguments.toArray(new String[0]));
        int code = NOT_RUN;
        try {
            code = options.parse() ? run(options, out) : NOT_RUN;
        } catch (final Exception ex) {
            ex.printStackTrace();
        }
        System.out.flush();
        System.exit(code);
    }

    private static int run(final Options options, final PrintStream out) throws Exception {
        final JCStress stress = new JCStress(options);
        try {
            stress.run();
        } catch (final AssertionError ex) {
            // That a test has failed is said below, beside the others.
            System.out.println(ex.getMessage());
        }
        final InProcessCollector results = new InProcessCollector();
        final DiskReadCollector file = new DiskReadCollector(options.getResultFile(), results);
        try {
            file.dump();
        } finally {
            file.close();
        }
        boolean passed = !stress.getTests().isEmpty();
        for (final String test : stress.getTests()) {
            final StressVerdict verdict = StressVerdict.of(test, results.getTestResults());
            out.println(verdict);
            passed &= verdict.isPassed();
        }
        return passed ? PASSED : FAILED;
    }
}
