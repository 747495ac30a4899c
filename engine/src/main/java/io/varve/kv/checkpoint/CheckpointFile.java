package io.varve.kv.checkpoint;

import io.varve.index.AddressMap;
import io.varve.index.HashIndex;
import io.varve.index.IndexImageException;
import io.varve.index.IndexImageReader;
import io.varve.index.IndexImageSource;
import io.varve.index.IndexImageWriter;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.kv.record.SegmentSlots;
import io.varve.store.AtomicFile;
import io.varve.store.Codec;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/**
 * The checkpoint of one store. Derived data: whatever is wrong with it, the log is asked instead. Used by one thread at
 * a time.
 */
public final class CheckpointFile {

    static final String NAME = StoreFileNames.CHECKPOINT;

    private static final String TEMPORARY = NAME + StoreFileNames.TEMPORARY_SUFFIX;
    private static final int LOADERS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final StorageDirectory directory;
    private final StoreId storeId;
    private final int segmentLength;
    private final boolean writable;

    /**
     * What was loaded.
     *
     * @param index    with the entries of all listed segments.
     * @param seed     of its hashes.
     * @param start    P0: where replay starts.
     * @param end      P1: from where on live bytes are to be counted.
     * @param length   of the image in bytes.
     * @param segments that are listed, with their slots.
     */
    public record Loaded(
        HashIndex index, long seed, long start, long end, long length, List<SegmentEntry> segments) {
    }

    /**
     * For the writer of a store.
     *
     * @param directory     of the store.
     * @param storeId       of the store.
     * @param segmentLength in bytes.
     */
    public CheckpointFile(final StorageDirectory directory, final StoreId storeId, final int segmentLength) {
        this(directory, storeId, segmentLength, true);
    }

    private CheckpointFile(final StorageDirectory directory, final StoreId storeId, final int segmentLength,
        final boolean writable) {
        this.directory = directory;
        this.storeId = storeId;
        this.segmentLength = segmentLength;
        this.writable = writable;
    }

    /**
     * For one who changes nothing, while a writer may put another checkpoint into the place of this one.
     *
     * @param directory     of the store.
     * @param storeId       of the store.
     * @param segmentLength in bytes.
     * @return the checkpoint, which can be loaded only.
     */
    public static CheckpointFile readOnly(
        final StorageDirectory directory, final StoreId storeId, final int segmentLength) {
        return new CheckpointFile(directory, storeId, segmentLength, false);
    }

    /** Writes an image of the index to a temporary file. */
    long writeImage(final IndexImageWriter image) throws IOException {
        AtomicFile.deleteIfExists(directory, TEMPORARY);
        try (StorageFile file = directory.create(TEMPORARY)) {
            final long[] end = {CheckpointHeader.LENGTH};
            file.write(ByteBuffer.allocate(CheckpointHeader.LENGTH), 0);
            return image.write(bytes -> {
                final int length = bytes.remaining();
                file.write(bytes, end[0]);
                end[0] += length;
            });
        }
    }

    /** Writes the rest of the temporary file, and forces it. */
    void complete(final long epoch, final long start, final long end, final long seed, final long imageLength,
        final List<SegmentEntry> segments) throws IOException {
        final ByteBuffer table =
            ByteBuffer.allocate(segments.size() * SegmentEntry.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        segments.forEach(segment -> segment.encode(table));
        final CheckpointHeader header = new CheckpointHeader(segmentLength, storeId, epoch, start, end, seed,
            imageLength, segments.size(), Codec.crc(table, 0, table.capacity()));
        try (StorageFile file = directory.open(TEMPORARY, true)) {
            file.write(table.flip(), header.tableOffset());
            file.write(header.encode(), 0);
            file.force();
        }
    }

    /** Gives the temporary file its name: after the log was forced to the end of the checkpoint. */
    void publish() throws IOException {
        AtomicFile.publish(directory, TEMPORARY, NAME);
    }

    /** Gives a half-written checkpoint up. */
    void abandon() throws IOException {
        AtomicFile.deleteIfExists(directory, TEMPORARY);
    }

    /**
     * Load the checkpoint.
     *
     * @param load      of the index.
     * @param tail      says where the log ends; asked first, when it is certain which checkpoint is loaded.
     * @param rollWords returns for the number of a segment the commit word of its first frame, or 0 when the segment is
     *                  not listed.
     * @return what was loaded, or null when there is no checkpoint that can be used.
     * @throws IOException when the device fails.
     */
    public Loaded load(final double load, final LongSupplier tail, final IntToLongFunction rollWords)
        throws IOException {
        final List<StorageFile> files = new ArrayList<>();
        try {
            // Files that are opened one after the other may be of two checkpoints.
            for (int i = 0; i < (writable ? LOADERS : 1); i++) {
                files.add(directory.open(NAME, false));
            }
            return load(load, tail, rollWords, files);
        } catch (final NoSuchFileException ex) {
            return null;
        } catch (final IndexImageException ex) {
            discard();
            return null;
        } finally {
            files.forEach(StorageFile::close);
        }
    }

    private void discard() throws IOException {
        if (writable) {
            directory.delete(NAME);
        }
    }

    private Loaded load(final double load, final LongSupplier tail, final IntToLongFunction rollWords,
        final List<StorageFile> files) throws IOException {
        final StorageFile file = files.get(0);
        final CheckpointHeader header = CheckpointHeader.decode(read(file, 0, CheckpointHeader.LENGTH));
        if (header == null || !header.storeId().equals(storeId) || header.segmentLength() != segmentLength
            || header.start() > header.end() || header.end() > tail.getAsLong()
            || file.size() != header.tableOffset() + header.tableLength()) {
            // One that reaches beyond the log must not be believed later, when the log is longer again.
            discard();
            return null;
        }
        final ByteBuffer table = read(file, header.tableOffset(), header.tableLength());
        if (Codec.crc(table, 0, table.limit()) != header.tableChecksum()) {
            discard();
            return null;
        }
        final List<SegmentEntry> segments = new ArrayList<>();
        final long[] slots = new long[SegmentSlots.MAX_SLOTS];
        Arrays.fill(slots, AddressMap.GONE);
        for (int i = 0; i < header.segments(); i++) {
            final SegmentEntry entry = SegmentEntry.decode(table);
            final long rollWord = rollWords.applyAsLong(entry.number());
            if (rollWord != 0 && rollWord != entry.rollWord()) {
                discard();
                return null;
            }
            if (rollWord != 0) {
                segments.add(entry);
                slots[entry.slot()] = entry.slot();
            }
        }
        final List<IndexImageSource> sources = new ArrayList<>();
        for (final StorageFile source : files) {
            sources.add((bytes, offset) -> source.read(bytes, CheckpointHeader.LENGTH + offset));
        }
        // An image that nobody wrote beside has entries of the segments in the table and no others.
        final boolean exact = header.start() == header.end() && segments.size() == header.segments();
        final HashIndex index = new IndexImageReader(header.imageLength()).read(
            load, exact ? AddressMap.identity() : new AddressMap(SegmentSlots.OFFSET_BITS, slots), sources);
        return new Loaded(
            index, header.seed(), header.start(), header.end(), header.imageLength(), segments);
    }

    private static ByteBuffer read(final StorageFile file, final long offset, final int length) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, offset);
        return bytes.flip();
    }
}
