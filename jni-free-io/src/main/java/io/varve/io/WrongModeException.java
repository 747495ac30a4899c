package io.varve.io;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file or directory of a store may be written by others than its owner, or nobody can know whether it may. */
public final class WrongModeException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /** The file system keeps no modes. */
    WrongModeException(final Path path) {
        super(path.toString(), null, "the file system has no POSIX modes, which keep others than the owner from "
            + "truncating the files of a store; a store needs a file system that has them");
    }

    WrongModeException(final Path path, final String mode) {
        super(path.toString(), null, "mode " + mode + " lets others than the owner write, who could truncate it and "
            + "so end every process that maps it; files of a store must not be writable by group or others");
    }
}
