package io.varve.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, called from another directory, with spaces in all paths. */
@Tag("slow")
class LauncherTest {

    private static final String JAVA = """
        #!/bin/sh
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit; fi
        printf '%%s\\n' "$@"
        exit 7
        """;

    @TempDir
    Path directory;

    private Path root;
    private Path launcher;
    private Path elsewhere;

    @BeforeEach
    void copyLauncher() throws IOException {
        root = directory.toRealPath().resolve("the source");
        launcher = root.resolve("perf-suite/bin/perf-suite");
        elsewhere = Files.createDirectories(directory.resolve("some where"));
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of("bin/perf-suite"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void shouldNameTheOneCommandThatBuildsItWhenItIsNotBuilt() throws Exception {
        final String said = run(ExitCode.UNABLE, Map.of(), launcher.toString(), "run", "telemetry");
        final String introduction = "perf-suite: not built yet; build it with: ";
        assertTrue(said.startsWith(introduction) && said.lines().count() == 1, said);
        Files.copy(Path.of("../Makefile"), root.resolve("Makefile"));
        final String built =
            run(ExitCode.OK, Map.of("MVN", "pwd; echo"), "bash", "-c", said.substring(introduction.length()));
        assertTrue(built.contains(root + "\n") && built.contains("-pl perf-suite -am package"), built);
    }

    @Test
    void shouldFindItsHomeThroughLinks() throws Exception {
        build();
        final Path link = Files.createSymbolicLink(elsewhere.resolve("suite"), launcher);
        Files.createSymbolicLink(elsewhere.resolve("link to it"), link.getFileName());
        assertEquals(List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "-Xmx9m", "-ea", "-cp",
            root + "/perf-suite/target/varve-perf-1.jar:" + root + "/perf-suite/target/lib/*",
            "-Dvarve.perf.command=./link to it", "io.varve.perf.PerfSuiteMain", "run", "two words"),
            run(7, Map.of("JAVA_HOME", java("17.0.1"), "VARVE_JAVA_OPTS", "-Xmx9m -ea"),
                "./link to it", "run", "two words").lines().toList());
    }

    @Test
    void shouldEnableNativeAccessWhereJavaAsksForIt() throws Exception {
        build();
        final String argument = "--enable-native-access=ALL-UNNAMED\n";
        assertTrue(run(7, Map.of("JAVA_HOME", java("22")), launcher.toString()).contains(argument));
        assertTrue(!run(7, Map.of("JAVA_HOME", java("21.0.1")), launcher.toString()).contains(argument));
    }

    @Test
    void shouldSayWhichJavaItNeeds() throws Exception {
        build();
        final String home = java("1.8.0_402");
        assertEquals("perf-suite: Java 17 or newer is needed, but '" + home + "/bin/java' is version 1.\n",
            run(ExitCode.UNABLE, Map.of("JAVA_HOME", home), launcher.toString()));
        assertEquals("perf-suite: cannot find Java at '/nowhere/bin/java'; set JAVA_HOME to a Java 17 or newer.\n",
            run(ExitCode.UNABLE, Map.of("JAVA_HOME", "/nowhere"), launcher.toString()));
    }

    private void build() throws IOException {
        Files.createDirectories(root.resolve("perf-suite/target/lib"));
        for (final String name : List.of("varve-perf-1.jar", "varve-perf-1-sources.jar", "varve-perf-1-tests.jar")) {
            Files.createFile(root.resolve("perf-suite/target").resolve(name));
        }
    }

    /** A Java that prints its arguments. */
    private String java(final String version) throws IOException {
        final Path home = directory.resolve("java " + version);
        final Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, String.format(JAVA, version));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home.toString();
    }

    private String run(final int exitCode, final Map<String, String> environment, final String... command)
        throws IOException, InterruptedException {
        final Path output = directory.resolve("output.txt");
        final ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile())
            .redirectErrorStream(true).redirectOutput(output.toFile());
        // What make tells its children is not for this one.
        builder.environment().keySet().removeAll(List.of("VARVE_JAVA_OPTS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"));
        builder.environment().putAll(environment);
        final Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
        final String said = Files.readString(output);
        assertEquals(exitCode, process.exitValue(), said);
        return said;
    }
}
