package io.varve.store;

import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;

/**
 * {@code store.mark}: who writes the store, and how far it is known durable. Four pages of 4 KiB, little-endian.
 *
 * <pre>
 *       0  int64 magic "VARVEMRK", int32 format version (1), int32 length of the file
 *   4,096  slot A   written and forced in turn at open, at a roll and at close; see {@link MarkSlot}
 *   8,192  slot B
 *  12,288  int64 W, int64 check   stored after every force of the log and not forced itself: a truthful lower bound
 *  12,304  int64 generation of the segment list, for readers in other processes; not forced
 * </pre>
 *
 * <p>A cell W whose check does not fit is ignored. Slots are written by one thread at a time, the cell by the forcer.
 */
public final class MarkFile implements AutoCloseable {

    private static final long MAGIC = Codec.magic("VARVEMRK");
    private static final int FORMAT_VERSION = 1;
    private static final int PAGE = 4096;
    private static final int[] SLOT_OFFSETS = {PAGE, 2 * PAGE};
    private static final int WATERMARK_OFFSET = 3 * PAGE;
    private static final int CHECK_OFFSET = WATERMARK_OFFSET + Long.BYTES;
    private static final int LIST_GENERATION_OFFSET = CHECK_OFFSET + Long.BYTES;
    private static final int LENGTH = 4 * PAGE;

    private final MappedRegion region;
    private final ByteBuffer bytes;
    private MarkSlot slot;
    private int slotIndex;
    private boolean whole;

    private MarkFile(final MappedRegion region) {
        this.region = region;
        bytes = region.byteBuffer();
        findNewest();
    }

    /** On a copy: a checksum over a mapping whose page cannot be read ends the JVM. */
    private void findNewest() {
        final byte[] copy = new byte[LENGTH];
        region.buffer().getBytes(0, copy);
        final ByteBuffer slots = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        final MarkSlot first = MarkSlot.decode(slots, SLOT_OFFSETS[0]);
        final MarkSlot second = MarkSlot.decode(slots, SLOT_OFFSETS[1]);
        slotIndex = first == null || second != null && second.sequence() > first.sequence() ? 1 : 0;
        slot = slotIndex == 0 ? first : second;
        whole = MarkSlot.isWhole(slots, SLOT_OFFSETS[0]) && MarkSlot.isWhole(slots, SLOT_OFFSETS[1]);
    }

    /**
     * Whether no slot is torn or damaged. When one is, it may have been the newest, and what the other one says of a
     * clean end and of the highest epoch is no longer the whole truth.
     *
     * @return true when both slots are valid or were never written.
     */
    public boolean isWhole() {
        return whole;
    }

    /**
     * Write a new mark file with one slot, replacing what is there.
     *
     * @param directory of the store.
     * @param slot      to begin with.
     * @return the open file.
     * @throws IOException when the file system refuses.
     */
    public static MarkFile create(final StorageDirectory directory, final MarkSlot slot) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putInt(8, FORMAT_VERSION).putInt(12, LENGTH);
        slot.encode(bytes, SLOT_OFFSETS[0]);
        bytes.putLong(CHECK_OFFSET, check(slot.storeId(), 0));
        AtomicFile.replace(directory, StoreFileNames.MARK, bytes);
        return open(directory, true);
    }

    /**
     * Open the mark file.
     *
     * @param directory of the store.
     * @param writable  whether the caller is the writer.
     * @return the open file, or null when there is none or it holds no valid slot: it is lost then.
     * @throws IOException when it cannot be read.
     */
    public static MarkFile open(final StorageDirectory directory, final boolean writable) throws IOException {
        try (StorageFile file = directory.open(StoreFileNames.MARK, writable)) {
            if (!isMark(file)) {
                return null;
            }
            final MarkFile mark = new MarkFile(file.map(LENGTH, writable));
            if (mark.slot == null) {
                mark.close();
                return null;
            }
            return mark;
        } catch (final NoSuchFileException ex) {
            return null;
        }
    }

    private static boolean isMark(final StorageFile file) throws IOException {
        final ByteBuffer start = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        if (file.size() < LENGTH || file.read(start, 0) < start.capacity() || start.getLong(0) != MAGIC) {
            return false;
        }
        Codec.checkVersion(StoreFileNames.MARK, start.getInt(8), FORMAT_VERSION);
        return true;
    }

    /**
     * The newest valid slot.
     *
     * @return the slot.
     */
    public MarkSlot slot() {
        return slot;
    }

    /**
     * The newest valid slot as it stands now, for a reader in another process, where the writer's slots appear.
     *
     * @return the slot.
     */
    public synchronized MarkSlot current() {
        final MarkSlot before = slot;
        findNewest();
        if (slot == null) {
            // The writer is in the middle of a slot, and the other one was never written.
            slot = before;
        }
        return slot;
    }

    /**
     * Whether a slot was written since {@link #current()} was asked last, or is being written.
     *
     * @return true when it is to be asked again.
     */
    public boolean hasNewerSlot() {
        final long newest = Math.max(bytes.getLong(SLOT_OFFSETS[0]), bytes.getLong(SLOT_OFFSETS[1]));
        return newest != slot.sequence();
    }

    /**
     * The generation of the segment list that was published last.
     *
     * @return the generation.
     */
    public long listGeneration() {
        return region.buffer().getLongVolatile(LIST_GENERATION_OFFSET);
    }

    /**
     * Tell readers in other processes that there is a new segment list.
     *
     * @param generation of the list.
     */
    public void listGeneration(final long generation) {
        region.buffer().putLongRelease(LIST_GENERATION_OFFSET, generation);
    }

    /**
     * Write the next slot over the older one and force it.
     *
     * @param next to be written.
     * @throws IOException when the force fails: the store has failed then.
     */
    public void write(final MarkSlot next) throws IOException {
        slotIndex ^= 1;
        slot = next;
        next.encode(bytes, SLOT_OFFSETS[slotIndex]);
        region.force(SLOT_OFFSETS[slotIndex], PAGE);
    }

    /**
     * The highest position known durable, of slot and cell.
     *
     * @return W.
     */
    public long watermark() {
        final long cell = bytes.getLong(WATERMARK_OFFSET);
        return bytes.getLong(CHECK_OFFSET) == check(slot.storeId(), cell)
            ? Math.max(cell, slot.watermark()) : slot.watermark();
    }

    /**
     * Store W after a force of the log has returned. Not forced.
     *
     * @param position known durable.
     */
    public void watermark(final long position) {
        bytes.putLong(WATERMARK_OFFSET, position);
        bytes.putLong(CHECK_OFFSET, check(slot.storeId(), position));
    }

    /**
     * Whether the writer that this object was opened for is still the one that the file names.
     *
     * @return false when another writer has announced itself: nothing may be written any more.
     */
    public boolean isStillOurs() {
        final int offset = SLOT_OFFSETS[slotIndex] + MarkSlot.TOKEN_OFFSET;
        return bytes.getLong(offset) == slot.writerToken().high()
            && bytes.getLong(offset + Long.BYTES) == slot.writerToken().low()
            && bytes.getLong(SLOT_OFFSETS[slotIndex ^ 1] + MarkSlot.EPOCH_OFFSET) <= slot.epoch();
    }

    private static long check(final StoreId storeId, final long position) {
        final long mixed = (position ^ storeId.low() ^ 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        return mixed ^ mixed >>> 32;
    }

    /** Unmap the file. */
    @Override
    public void close() {
        region.unmap();
    }
}
