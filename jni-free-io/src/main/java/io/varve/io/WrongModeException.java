package io.varve.io;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file or directory of a store may be written by others than its owner. */
public final class WrongModeException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    WrongModeException(final Path path, final String mode) {
        super(path.toString(), null, "mode " + mode + " lets others than the owner write, who could truncate it and "
            + "so end every process that maps it; files of a store must not be writable by group or others");
    }
}
