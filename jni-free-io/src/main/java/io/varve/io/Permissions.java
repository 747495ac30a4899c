package io.varve.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** File modes: what is created, and what is refused when opened. */
final class Permissions {

    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOREIGN_WRITE =
        EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private Permissions() {
    }

    static FileAttribute<Set<PosixFilePermission>> directory() {
        return PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY);
    }

    static FileAttribute<Set<PosixFilePermission>> file() {
        return PosixFilePermissions.asFileAttribute(OWNER_FILE);
    }

    /** Without modes nothing can be created that only its owner may write. */
    static void requireModes(final Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw new WrongModeException(path);
        }
    }

    /** A store consists of regular files: behind a link anybody may have put anything. */
    static void refuseIrregularFile(final Path file) throws IOException {
        final BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NotRegularFileException(file.toString(), attributes.isSymbolicLink());
        }
    }

    /** Somebody else who may write a file may also truncate it, and a truncated mapping ends the JVM. */
    static void refuseForeignWriters(final Path path) throws IOException {
        requireModes(path);
        final Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        for (final PosixFilePermission permission : FOREIGN_WRITE) {
            if (mode.contains(permission)) {
                throw new WrongModeException(path, PosixFilePermissions.toString(mode));
            }
        }
    }
}
