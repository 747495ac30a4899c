package io.varve.perf.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs each trial in a JVM of its own, with an empty directory of its own, one at a time. */
final class Forks {

    private final Path dir;
    private final PrintWriter progress;
    private final Map<Targets, String> failed = new EnumMap<>(Targets.class);
    private int number;

    Forks(final Path dir, final PrintWriter progress) {
        this.dir = dir;
        this.progress = progress;
    }

    /** Run trials of Varve and of peers in turns: one of each kind, then the next one of each kind. */
    Map<Targets, List<TrialValues>> interleaved(
        final String trial, final TrialValues values, final BenchOptions options, final Targets... among)
        throws IOException {
        final Map<Targets, List<TrialValues>> results = new EnumMap<>(Targets.class);
        for (int i = 0; i < options.trials(); i++) {
            for (final Targets target : among) {
                if (whyNot(target, options) == null) {
                    final TrialValues result = runOrNote(trial, target, values);
                    if (result != null) {
                        results.computeIfAbsent(target, key -> new ArrayList<>()).add(result);
                    }
                }
            }
        }
        return results;
    }

    /** Why there is no result of a target, or null when there may be one. */
    String whyNot(final Targets target, final BenchOptions options) {
        if (!target.isPeer()) {
            return target.isThere() ? null : "not in this build";
        }
        if (!options.peers().contains(target)) {
            return "not asked for";
        }
        return PeerClassPath.isBuilt() ? failed.get(target) : "not built, run make peers";
    }

    private TrialValues runOrNote(final String trial, final Targets target, final TrialValues values)
        throws IOException {
        try {
            return run(trial, target, values);
        } catch (final IOException ex) {
            if (!target.isPeer()) {
                throw ex;
            }
            failed.put(target, "failed");
            say(ex.getMessage());
            return null;
        }
    }

    /** Run one trial in a new directory, which is deleted behind it. */
    TrialValues run(final String trial, final Targets target, final TrialValues values) throws IOException {
        final Path directory = newDirectory();
        try {
            return run(trial, target, values, directory);
        } finally {
            delete(directory);
        }
    }

    Path newDirectory() throws IOException {
        return Files.createDirectories(dir.resolve("trial-" + ProcessHandle.current().pid() + "-" + ++number));
    }

    /** Run one trial in a directory that stays. */
    TrialValues run(final String trial, final Targets target, final TrialValues values, final Path directory)
        throws IOException {
        say("trial " + trial + " of " + target.title() + " ...");
        final TrialValues arguments =
            new TrialValues().putAll(values).put("target", target.key()).put("dir", directory);
        final Process process = start(trial, target, arguments);
        final TrialValues result = result(process);
        if (result != null && result.has("kill")) {
            // SIGKILL: the trial has said that it is where it wants to be killed.
            process.destroyForcibly();
        }
        final int code = await(process);
        if (result == null) {
            throw new IOException("trial " + trial + " of " + target.title() + " ended with code " + code);
        }
        say("  " + String.join(" ", result.toArguments()));
        return result;
    }

    /** Read what a trial prints, up to its values. */
    private TrialValues result(final Process process) throws IOException {
        final BufferedReader lines =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            final TrialValues found = TrialValues.ofLine(line);
            if (found != null) {
                return found;
            }
            say("  " + line);
        }
        return null;
    }

    /** A line of progress. */
    void say(final String line) {
        progress.println(line);
        progress.flush();
    }

    private static Process start(final String trial, final Targets target, final TrialValues arguments)
        throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(JvmFlags.of(trial, target));
        command.add("-cp");
        command.add(target.isPeer() ? PeerClassPath.full() : System.getProperty("java.class.path"));
        command.add(TrialMain.class.getName());
        command.add(trial);
        command.addAll(List.of(arguments.toArguments()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static int await(final Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (final InterruptedException ex) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
    }

    static void delete(final Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
