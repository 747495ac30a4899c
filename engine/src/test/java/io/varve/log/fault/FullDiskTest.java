package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full: a small tmpfs. Root mounts it; others do so as root of a user namespace of their own,
 * where the system allows that, in a process that works there.
 */
@Tag("slow")
class FullDiskTest {

    private static final String[] MOUNT = {"mount", "-t", "tmpfs", "-o", "size=600k,mode=0700", "tmpfs"};
    private static final String[] NAMESPACE = {"unshare", "--user", "--map-root-user", "--mount"};

    @TempDir
    Path directory;

    @Test
    void shouldRefuseBeforeAnythingIsStoredAndGoOnWhenThereIsRoomAgain() throws Exception {
        final Path mount = Files.createDirectory(directory.resolve("disk"));
        if (succeeds(command(MOUNT, mount.toString()))) {
            try {
                FullDiskChild.run(mount);
            } finally {
                succeeds("umount", mount.toString());
            }
            return;
        }
        Assumptions.assumeTrue(succeeds(command(NAMESPACE, command(MOUNT, mount.toString()))),
            "mounting a tmpfs needs root, or a system that lets users have namespaces");
        final String[] mountAndGoOn = command(NAMESPACE, "sh", "-c",
            String.join(" ", MOUNT) + " \"$0\" && exec \"$@\"", mount.toString());
        final Process child = ChildJvm.startThrough(List.of(mountAndGoOn), FullDiskChild.class, mount.toString());
        final String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
    }

    private static String[] command(final String[] first, final String... rest) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray(String[]::new);
    }

    private static boolean succeeds(final String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException ex) {
            // There is no such command.
            return false;
        }
    }
}
