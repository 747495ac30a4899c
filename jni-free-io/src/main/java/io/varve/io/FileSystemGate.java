package io.varve.io;

import java.util.Set;

/**
 * Which file systems keep the promise that a store into an allocated, mapped page is never lost on a full disk and
 * that a force reaches the device.
 *
 * <p>Copy-on-write file systems allocate again on the first overwrite, and network file systems report errors as
 * signals; both were measured to end a JVM or are known to. Everything that is not known to be safe is refused.
 *
 * <p>Safe for use by many threads.
 */
public final class FileSystemGate {

    private static final Set<String> SAFE = Set.of("ext4", "ext3", "xfs", "tmpfs", "overlay", "overlayfs",
        "memory", "simulated");

    private FileSystemGate() {
    }

    /**
     * Whether stores on that type of file system are promised to be safe.
     *
     * @param fileSystemType as of {@link StorageDirectory#fileSystemType()}.
     * @return true when it is known to be safe.
     */
    public static boolean isSafe(final String fileSystemType) {
        return SAFE.contains(fileSystemType);
    }
}
