package io.varve.io;

import java.nio.file.FileSystemException;

/** An entry of a store's directory is a symbolic link, a directory or a device where a regular file is expected. */
public final class NotRegularFileException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param file           with its path.
     * @param isSymbolicLink whether it is a link, to a regular file or to something else.
     */
    public NotRegularFileException(final String file, final boolean isSymbolicLink) {
        super(file, null, "is " + (isSymbolicLink ? "a symbolic link" : "no regular file")
            + "; a store consists of regular files only");
    }
}
