package io.varve.kv.checkpoint;

import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.AtomicFile;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;

/**
 * Copies the checkpoint that a store has at one moment, whatever takes its place meanwhile. It is not checked: who
 * loads it does that. Used by one thread; must be closed.
 */
public final class CheckpointCopy implements AutoCloseable {

    /** None: no checkpoint, or none that is one. */
    public static final long NONE = -1;

    private static final String TEMPORARY = CheckpointFile.NAME + StoreFileNames.TEMPORARY_SUFFIX;
    private static final int WINDOW = 1 << 20;

    private final StorageFile file;
    private final long end;

    private CheckpointCopy(final StorageFile file, final long end) {
        this.file = file;
        this.end = end;
    }

    /**
     * Take hold of the checkpoint of a store.
     *
     * @param source directory of the store.
     * @return the checkpoint, perhaps none.
     * @throws IOException when the file system refuses.
     */
    public static CheckpointCopy open(final StorageDirectory source) throws IOException {
        try {
            final StorageFile file = source.open(CheckpointFile.NAME, false);
            final ByteBuffer bytes = ByteBuffer.allocate(CheckpointHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            file.read(bytes, 0);
            final CheckpointHeader header = CheckpointHeader.decode(bytes.flip());
            return new CheckpointCopy(file, header == null ? NONE : header.end());
        } catch (final NoSuchFileException ex) {
            return new CheckpointCopy(null, NONE);
        }
    }

    /**
     * Up to where the log must be there for the checkpoint to be of use.
     *
     * @return P1, or {@link #NONE}.
     */
    public long end() {
        return end;
    }

    /**
     * Write the checkpoint to another directory, in the place of one that is there.
     *
     * @param target directory.
     * @return how many bytes were copied.
     * @throws IOException when one of the file systems refuses.
     */
    public long writeTo(final StorageDirectory target) throws IOException {
        AtomicFile.deleteIfExists(target, TEMPORARY);
        long copied = 0;
        try (StorageFile copy = target.create(TEMPORARY)) {
            final ByteBuffer window = ByteBuffer.allocate(WINDOW);
            while (file.read(window.clear(), copied) > 0) {
                final int length = window.flip().remaining();
                copy.write(window, copied);
                copied += length;
            }
            copy.force();
        }
        AtomicFile.publish(target, TEMPORARY, CheckpointFile.NAME);
        return copied;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
