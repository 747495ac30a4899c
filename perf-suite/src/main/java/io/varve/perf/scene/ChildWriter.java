package io.varve.perf.scene;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A JVM like this one, with the same flags and the same class path, that appends until it is killed. */
final class ChildWriter implements AutoCloseable {

    private static final long START_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LONGEST_LIFE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Process process;
    private final Path log;

    private ChildWriter(final Process process, final Path log) {
        this.process = process;
        this.log = log;
    }

    static ChildWriter start(final Path log, final List<String> arguments) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (final String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // An agent, a debugger's port or a log file serve one JVM only.
            if (!argument.startsWith("-javaagent") && !argument.startsWith("-agentlib")
                && !argument.startsWith("-Xlog")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashWriterMain.class.getName()));
        command.addAll(arguments);
        final Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(log.toFile()).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
        return new ChildWriter(process, log);
    }

    /**
     * Kill the child with SIGKILL as soon as so much was acknowledged, or when it has appended for long enough.
     *
     * @return false when the work was interrupted before.
     */
    boolean killAt(final long acknowledged, final Acknowledgements acknowledgements, final Interruption interruption)
        throws IOException {
        final long startNs = System.nanoTime();
        long firstNs = 0;
        while (acknowledgements.count() < acknowledged && (firstNs == 0
            || System.nanoTime() - firstNs < LONGEST_LIFE_NS)) {
            if (interruption.isRequested()) {
                return false;
            }
            if (!process.isAlive()) {
                if (interruption.isRequestedSoon()) {
                    return false;
                }
                throw new IOException("the child ended by itself with exit code " + process.exitValue() + output());
            }
            if (firstNs == 0 && acknowledgements.count() > 0) {
                firstNs = System.nanoTime();
            }
            if (firstNs == 0 && System.nanoTime() - startNs > START_NS) {
                throw new IOException("the child has appended nothing in 30 s" + output());
            }
            LockSupport.parkNanos(this, POLL_NS);
        }
        kill();
        return true;
    }

    private String output() throws IOException {
        final String text = Files.readString(log).strip();
        return text.isEmpty() ? "" : ": " + text.lines().findFirst().orElseThrow();
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
