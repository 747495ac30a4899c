package io.varve.log.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of the tests in a JVM of its own. */
final class ChildJvm {

    private ChildJvm() {
    }

    static Process start(final Class<?> main, final String... arguments) throws IOException {
        return startThrough(List.of(), main, arguments);
    }

    /** By a command that prepares something and then becomes the one that is added to it. */
    static Process startThrough(final List<String> wrapper, final Class<?> main, final String... arguments)
        throws IOException {
        return start(wrapper, List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"), main, arguments);
    }

    static Process startWith(final String flag, final Class<?> main) throws IOException {
        return start(List.of(), List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", flag), main);
    }

    static Process startWithoutFlag(final Class<?> main, final String... arguments) throws IOException {
        return start(List.of(), List.of(), main, arguments);
    }

    private static Process start(final List<String> wrapper, final List<String> flags, final Class<?> main,
        final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
