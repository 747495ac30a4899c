package io.varve.log.cross;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.io.MappedStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one JDK writes, the other opens and continues, and so it is with native pages and without: they are there from
 * Java 22 on, with native access, when the archive of this build holds the second versions of its classes.
 */
@Tag("slow")
class CrossVersionTest {

    /** Names the other JDK. */
    private static final String OTHER = "VARVE_OTHER_JAVA_HOME";
    private static final int NATIVE_SINCE = 22;
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final int RECORDS = CrossVersionMain.RECORDS;

    private final Path current = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path directory;

    private Path store;

    @BeforeEach
    void nameStore() {
        store = directory.resolve("log");
    }

    @Test
    void shouldOpenWithoutNativePagesWhatWasWrittenWithThem() throws Exception {
        assertRuns(current, true, 0);
        assertRuns(current, false, RECORDS);
        assertRuns(current, true, 2 * RECORDS);
    }

    @Test
    void shouldOpenWithNativePagesWhatWasWrittenWithoutThem() throws Exception {
        assertFalse(CrossVersionMain.hasNativePages(), "tests of this module run without native access");
        CrossVersionMain.checkAndAppend(store, 0);
        assertRuns(current, true, RECORDS);
        CrossVersionMain.checkAndAppend(store, 2 * RECORDS);
    }

    @Test
    void shouldOpenAndContinueWhatAnotherJdkWrote() throws Exception {
        final Path other = findOtherJava();
        assertRuns(other, true, 0);
        assertRuns(current, true, RECORDS);
        assertRuns(other, false, 2 * RECORDS);
        CrossVersionMain.checkAndAppend(store, 3 * RECORDS);
    }

    @Test
    void shouldWriteWhatAnotherJdkOpensAndContinues() throws Exception {
        final Path other = findOtherJava();
        assertRuns(current, true, 0);
        assertRuns(other, true, RECORDS);
        assertRuns(current, false, 2 * RECORDS);
        assertRuns(other, false, 3 * RECORDS);
    }

    private static Path findOtherJava() {
        final String home = System.getenv(OTHER);
        final boolean found = home != null && Files.isExecutable(Path.of(home, "bin", "java"));
        if (!found) {
            System.out.println("A test is skipped: " + OTHER
                + (home == null ? " names no other JDK" : " is " + home + ", where there is no bin/java"));
        }
        assumeTrue(found, OTHER);
        return Path.of(home, "bin", "java");
    }

    /** Check and append in a process of its own; what it prints tells whether it had what it was to have. */
    private void assertRuns(final Path java, final boolean nativeAccess, final long present)
        throws IOException, InterruptedException {
        final int feature = java.equals(current) ? Runtime.version().feature() : feature(java);
        final Path output = directory.resolve("output.txt");
        final List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx64m", "-XX:+UseSerialGC",
            "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
            CrossVersionMain.class.getName(), store.toString(), Long.toString(present)));
        if (nativeAccess) {
            command.add(1, NATIVE_ACCESS);
        }
        final Process process =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the other process does not end");
        final boolean nativePages = nativeAccess && feature >= NATIVE_SINCE && hasSecondVersions();
        assertEquals("0: Java " + feature + ", native pages: " + nativePages,
            process.exitValue() + ": " + Files.readString(output));
    }

    /** A directory of classes has none; an archive has them when it was built by a JDK that can compile them. */
    private static boolean hasSecondVersions() throws IOException {
        final String place = MappedStorage.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        if (!place.endsWith(".jar")) {
            return false;
        }
        try (JarFile archive = new JarFile(place)) {
            assertTrue(archive.isMultiRelease() || Runtime.version().feature() < NATIVE_SINCE, place);
            return archive.isMultiRelease();
        }
    }

    private static int feature(final Path java) throws IOException {
        final Properties release = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(java.resolveSibling(Path.of("..", "release")))) {
            release.load(reader);
        }
        return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", "")).feature();
    }
}
