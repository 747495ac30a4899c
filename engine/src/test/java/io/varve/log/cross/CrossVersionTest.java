package io.varve.log.cross;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one JDK writes, the other opens and continues. {@code VARVE_OTHER_JAVA_HOME} names the other JDK. */
@Tag("slow")
class CrossVersionTest {

    private static final String OTHER = "VARVE_OTHER_JAVA_HOME";

    private static Path other;

    @TempDir
    Path directory;

    @Test
    void shouldOpenAndContinueWhatAnotherJdkWrote() throws Exception {
        final Path store = directory.resolve("log");
        runOnOther(store, 0);
        CrossVersionMain.checkAndAppend(store, CrossVersionMain.RECORDS);
        runOnOther(store, 2 * CrossVersionMain.RECORDS);
    }

    @Test
    void shouldWriteWhatAnotherJdkOpensAndContinues() throws Exception {
        final Path store = directory.resolve("log");
        CrossVersionMain.checkAndAppend(store, 0);
        runOnOther(store, CrossVersionMain.RECORDS);
        CrossVersionMain.checkAndAppend(store, 2 * CrossVersionMain.RECORDS);
    }

    @BeforeAll
    static void findOtherJava() {
        final String home = System.getenv(OTHER);
        final boolean found = home != null && Files.isExecutable(Path.of(home, "bin", "java"));
        if (!found) {
            System.out.println("CrossVersionTest is skipped: " + OTHER
                + (home == null ? " names no other JDK" : " is " + home + ", where there is no bin/java"));
        }
        assumeTrue(found, OTHER);
        other = Path.of(home, "bin", "java");
    }

    /** With native access, so that the second versions of classes are used where the archive has them. */
    private void runOnOther(final Path store, final long present) throws IOException, InterruptedException {
        final Path output = directory.resolve("output.txt");
        final Process process = new ProcessBuilder(List.of(other.toString(), "-Xmx64m", "-XX:+UseSerialGC",
            "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), CrossVersionMain.class.getName(), store.toString(),
            Long.toString(present))).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the other JDK does not end");
        assertEquals("0: ", process.exitValue() + ": " + Files.readString(output));
    }
}
