package io.varve.store;

import io.varve.StoreCorruptException;
import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code <name>.cursor}: a named, durable place in a log. Three pages of 4 KiB, little-endian: int64 magic "VARVECUR"
 * and int32 format version (1) in the first one, a {@link CursorSlot} in each of the others. Used by one thread at a
 * time.
 */
public final class CursorFile implements AutoCloseable {

    private static final long MAGIC = Codec.magic("VARVECUR");
    private static final int FORMAT_VERSION = 1;
    private static final int PAGE = 4096;
    private static final int LENGTH = 3 * PAGE;

    private final MappedRegion region;
    private final ByteBuffer bytes;
    private CursorSlot slot;
    private int slotIndex;

    private CursorFile(final MappedRegion region) {
        this.region = region;
        bytes = region.byteBuffer();
        final CursorSlot first = CursorSlot.decode(bytes, PAGE);
        final CursorSlot second = CursorSlot.decode(bytes, 2 * PAGE);
        slotIndex = first == null || second != null && second.sequence() > first.sequence() ? 1 : 0;
        slot = slotIndex == 0 ? first : second;
    }

    /**
     * Make a new cursor file.
     *
     * @param directory that it lies in.
     * @param name      of the cursor.
     * @param slot      to begin with.
     * @return the open file.
     * @throws IOException when the file system refuses.
     */
    public static CursorFile create(final StorageDirectory directory, final String name, final CursorSlot slot)
        throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(8, FORMAT_VERSION);
        slot.encode(bytes, PAGE);
        AtomicFile.replace(directory, StoreFileNames.cursor(name), bytes);
        return open(directory, name);
    }

    /**
     * Open a cursor file.
     *
     * @param directory that it lies in.
     * @param name      of the cursor.
     * @return the open file.
     * @throws IOException           when it cannot be read.
     * @throws StoreCorruptException when it holds no valid slot.
     */
    public static CursorFile open(final StorageDirectory directory, final String name) throws IOException {
        try (StorageFile file = directory.open(StoreFileNames.cursor(name), true)) {
            final ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            if (file.size() < LENGTH || file.read(start, 0) < start.capacity() || start.getLong(0) != MAGIC) {
                throw new StoreCorruptException(StoreFileNames.cursor(name) + " is no cursor file");
            }
            Codec.checkVersion(StoreFileNames.cursor(name), start.getInt(8), FORMAT_VERSION);
            final CursorFile cursor = new CursorFile(file.map(LENGTH, true));
            if (cursor.slot == null) {
                cursor.close();
                throw new StoreCorruptException(StoreFileNames.cursor(name) + " holds no valid slot");
            }
            return cursor;
        }
    }

    /**
     * Look at a cursor that another process has open.
     *
     * @param directory that it lies in.
     * @param fileName  of its file.
     * @return the newest valid slot.
     * @throws IOException           when it cannot be read.
     * @throws StoreCorruptException when it holds no valid slot.
     */
    public static CursorSlot read(final StorageDirectory directory, final String fileName) throws IOException {
        final ByteBuffer contents = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (StorageFile file = directory.open(fileName, false)) {
            file.read(contents, 0);
        }
        final CursorSlot first = CursorSlot.decode(contents, PAGE);
        final CursorSlot second = CursorSlot.decode(contents, 2 * PAGE);
        if (first == null && second == null) {
            throw new StoreCorruptException(fileName + " holds no valid slot");
        }
        return first == null || second != null && second.sequence() > first.sequence() ? second : first;
    }

    /**
     * The newest valid slot.
     *
     * @return the slot.
     */
    public CursorSlot slot() {
        return slot;
    }

    /**
     * Write the next slot over the older one and force it.
     *
     * @param next to be written.
     * @throws IOException when the force fails.
     */
    public void write(final CursorSlot next) throws IOException {
        slotIndex ^= 1;
        slot = next;
        next.encode(bytes, (slotIndex + 1) * PAGE);
        region.force((slotIndex + 1) * PAGE, PAGE);
    }

    /** Unmap the file. */
    @Override
    public void close() {
        region.unmap();
    }
}
