package io.varve.io.sim;

import static io.varve.io.sim.SimulatedDisk.entry;
import static io.varve.io.sim.SimulatedDisk.filled;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which entries of a directory a loss of power can leave, and which it cannot. */
class DirectoryLossTest {

    private SimulatedDisk disk;

    @BeforeEach
    void openDisk() throws IOException {
        disk = new SimulatedDisk(1);
    }

    @Test
    void shouldLoseWhatWasWrittenToAFileThatComesBack() throws IOException {
        try (StorageFile file = disk.durable("file", filled(10, 1))) {
            file.write(ByteBuffer.wrap(filled(10, 2)), 0);
            disk.directory.delete("file");
        }

        assertEquals(Set.of("-", "1", "2"), disk.outcomes(100, files -> {
            if (files.names().contains("file")) {
                assertArrayEquals(files.durableBytes("file"), files.bytes("file"));
            }
            return entry(files, "file");
        }));
    }

    @Test
    void shouldLoseOrKeepACreationWhateverIsForcedOfTheFile() throws IOException {
        disk.volatileFile("forced", filled(10, 1)).force();
        disk.volatileFile("other", filled(10, 2)).close();

        final Set<String> seen = disk.outcomes(1000, files -> entry(files, "forced") + " " + entry(files, "other"));
        assertEquals(Set.of("- -", "1 -", "- 0", "1 0", "- 2", "1 2", "- empty", "1 empty"), seen);
    }

    @Test
    void shouldKeepAForcedEntryOfAFileThatWasNot() throws IOException {
        disk.volatileFile("file", filled(10, 1)).close();
        disk.directory.force();

        assertEquals(Set.of("empty", "0", "1"), disk.outcomes(300, files -> entry(files, "file")));
    }

    @Test
    void shouldBringADeletedFileBackOrNot() throws IOException {
        disk.durable("a", filled(10, 1)).close();
        disk.durable("b", filled(10, 2)).close();
        disk.directory.delete("a");
        disk.directory.delete("b");

        final Set<String> seen = disk.outcomes(300, files -> entry(files, "a") + " " + entry(files, "b"));
        assertEquals(Set.of("- -", "1 -", "- 2", "1 2"), seen);
        disk.directory.force();
        assertEquals(Set.of("- -"), disk.outcomes(100, files -> entry(files, "a") + " " + entry(files, "b")));
    }

    @Test
    void shouldReplaceByRenamingAtomically() throws IOException {
        disk.durable("name", filled(10, 1)).close();
        disk.volatileFile("temporary", filled(10, 2)).force();
        disk.directory.rename("temporary", "name");

        final Set<String> seen = disk.outcomes(300, files -> entry(files, "name") + " " + entry(files, "temporary"));
        assertEquals(Set.of("1 -", "1 2", "2 -"), seen);
    }

    @Test
    void shouldLeaveARenamedFileUnderOneOfItsNames() throws IOException {
        disk.durable("a", filled(10, 1)).close();
        disk.directory.rename("a", "b");
        disk.directory.rename("b", "c");

        final Set<String> seen =
            disk.outcomes(300, files -> entry(files, "a") + entry(files, "b") + entry(files, "c"));
        assertEquals(Set.of("1--", "-1-", "--1"), seen);
    }

    @Test
    void shouldNotDeleteAFileWhoseNameAnotherHadForAWhile() throws IOException {
        disk.durable("a", filled(10, 1)).close();
        disk.directory.rename("a", "b");
        disk.volatileFile("a", filled(10, 2)).force();
        disk.directory.delete("a");

        assertEquals(Set.of("1-", "-1", "21"), disk.outcomes(300, files -> entry(files, "a") + entry(files, "b")));
    }

    @Test
    void shouldNotPushOutAFileThatWasRenamedAway() throws IOException {
        disk.durable("a", filled(10, 1)).close();
        disk.durable("c", filled(10, 2)).close();
        disk.directory.rename("a", "b");
        disk.directory.rename("c", "a");
        disk.directory.rename("b", "d");
        disk.volatileFile("c", filled(10, 3)).force();

        final Set<String> seen = disk.outcomes(500, files -> "abcd".chars()
            .mapToObj(name -> entry(files, Character.toString((char) name))).sorted().collect(Collectors.joining()));
        assertEquals(Set.of("--12", "-123"), seen);
    }

    @Test
    void shouldLoseDirectoriesOnlyWhenToldSoAndTheirParentsAreNotForced() throws IOException {
        final Path child = disk.directory.path().resolve("child");
        disk.storage.openDirectory(child, true);
        assertEquals(Set.of("[child]"), disk.outcomes(50, files -> files.names().toString()));

        disk.storage.durableDirectories(false).openDirectory(disk.directory.path().resolve("other"), true);
        assertEquals(Set.of("[child]", "[child, other]"), disk.outcomes(50, files -> files.names().toString()));
        disk.directory.force();
        assertEquals(Set.of("[child, other]"), disk.outcomes(50, files -> files.names().toString()));
    }
}
