package io.varve.store;

import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/** A file that is always either the old one or the new one, whatever happens in between. */
public final class AtomicFile {

    private AtomicFile() {
    }

    /**
     * Write to a temporary name, force, rename over the old one, force the directory.
     *
     * @throws PublishFailedException when it is unknown which of the two a crash would leave.
     * @throws IOException            when the old one is still there.
     */
    static void replace(final StorageDirectory directory, final String name, final ByteBuffer contents)
        throws IOException {
        final String temporary = name + StoreFileNames.TEMPORARY_SUFFIX;
        deleteIfExists(directory, temporary);
        try (StorageFile file = directory.create(temporary)) {
            file.write(contents, 0);
            file.force();
        }
        publish(directory, temporary, name);
    }

    /**
     * The same for what is disposable: nothing is forced, so that a power loss leaves the old one, the new one, none,
     * or a file of any contents. When it fails nothing of the new one is left behind.
     *
     * @param directory of the file.
     * @param name      of the file.
     * @param contents  of the new one, from position to limit.
     * @throws IOException when the file system refuses.
     */
    public static void replaceUnforced(final StorageDirectory directory, final String name, final ByteBuffer contents)
        throws IOException {
        final String temporary = name + StoreFileNames.TEMPORARY_SUFFIX;
        deleteIfExists(directory, temporary);
        try {
            try (StorageFile file = directory.create(temporary)) {
                file.write(contents, 0);
            }
            directory.rename(temporary, name);
        } catch (final IOException ex) {
            deleteIfExists(directory, temporary);
            throw ex;
        }
    }

    /**
     * Give a forced file its name, durably.
     *
     * @param directory of both names.
     * @param temporary name that it has.
     * @param name      that it gets.
     * @throws PublishFailedException when it is unknown which file a crash would leave under the name.
     */
    public static void publish(final StorageDirectory directory, final String temporary, final String name)
        throws PublishFailedException {
        try {
            directory.rename(temporary, name);
            directory.force();
        } catch (final IOException ex) {
            throw new PublishFailedException(name, ex);
        }
    }

    /**
     * Delete a file that may be there.
     *
     * @param directory of the file.
     * @param name      of the file.
     * @throws IOException when the file system refuses.
     */
    public static void deleteIfExists(final StorageDirectory directory, final String name) throws IOException {
        try {
            directory.delete(name);
        } catch (final NoSuchFileException ignored) {
            // Nothing was left behind, as usual.
        }
    }
}
