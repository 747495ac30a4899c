package io.varve.perf.bench;

import io.varve.io.MappedRegion;
import io.varve.io.MappedStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The least that a get of a random key costs on this machine: a read in memory outside of the heap that is as large as
 * an index, and, where its content says, a read in mapped files that are as large as a log. No hash, no comparison, no
 * bucket that is looked through.
 */
final class KeyValueFloor implements KeyedRead, AutoCloseable {

    private static final int ENTRY = 16;
    private static final int LINE = 64;
    private static final int RECORD = 160;
    private static final int BODY = 32;
    private static final int RECORDS_PER_FILE = 6_000_000;
    private static final int FILL = RECORD << 10;
    private static final int INDEX_PART = 1 << 30;
    /** More than there are keys, and prime: steps of this length meet every record once. */
    private static final long STEP = 2_147_483_647L;

    private final boolean copies;
    private final UnsafeBuffer[] index;
    private final UnsafeBuffer[] log;
    private final UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH));
    private final List<MappedRegion> regions;
    private long mismatches;

    /**
     * Make both areas.
     *
     * @param path of a directory that does not exist yet.
     * @param keys that there are.
     * @throws IOException when the file system refuses.
     */
    KeyValueFloor(final Path path, final long keys) throws IOException {
        if (keys >= STEP) {
            throw new IllegalArgumentException("there are " + keys + " keys, at most " + (STEP - 1) + " are possible");
        }
        copies = false;
        regions = map(path, keys);
        log = regions.stream().map(MappedRegion::buffer).toArray(UnsafeBuffer[]::new);
        index = index(keys);
    }

    private KeyValueFloor(final KeyValueFloor floor) {
        copies = true;
        regions = List.of();
        log = floor.log;
        index = floor.index;
    }

    /** The same areas; a read also looks at all of the key and copies the value out, as a store must. */
    KeyValueFloor copying() {
        return new KeyValueFloor(this);
    }

    private static List<MappedRegion> map(final Path path, final long keys) throws IOException {
        final List<MappedRegion> regions = new ArrayList<>();
        try (StorageDirectory directory = MappedStorage.instance().openDirectory(path, true)) {
            for (long from = 0; from < keys; from += RECORDS_PER_FILE) {
                final int records = (int) Math.min(RECORDS_PER_FILE, keys - from);
                try (StorageFile file = directory.create("floor-" + from)) {
                    fill(file, from, records);
                    file.force();
                    final MappedRegion region = file.map(records * RECORD, true);
                    region.touch(0, region.length());
                    regions.add(region);
                }
            }
        }
        return regions;
    }

    private static void fill(final StorageFile file, final long from, final int records) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(FILL);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int done = 0; done < records; done += FILL / RECORD) {
            final int count = Math.min(FILL / RECORD, records - done);
            for (int i = 0; i < count; i++) {
                buffer.putInt(i * RECORD, KeyValueData.VALUE_LENGTH);
                buffer.putLong(i * RECORD + BODY, from + done + i);
            }
            file.write(bytes.clear().limit(count * RECORD), (long) done * RECORD);
        }
    }

    private static UnsafeBuffer[] index(final long keys) {
        final long bytes = keys * ENTRY;
        final UnsafeBuffer[] index = new UnsafeBuffer[(int) ((bytes + INDEX_PART - 1) / INDEX_PART)];
        for (int i = 0; i < index.length; i++) {
            final int length = (int) Math.min(INDEX_PART, bytes - (long) i * INDEX_PART);
            index[i] = new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, LINE));
        }
        for (long i = 0; i < keys; i++) {
            final long at = i * ENTRY;
            final long record = i * STEP % keys;
            index[(int) (at / INDEX_PART)].putLong((int) (at % INDEX_PART),
                record / RECORDS_PER_FILE << 32 | record % RECORDS_PER_FILE * RECORD);
        }
        return index;
    }

    @Override
    public int get(final long keyNumber) {
        final long at = keyNumber * ENTRY;
        final long position = index[(int) (at / INDEX_PART)].getLong((int) (at % INDEX_PART));
        final UnsafeBuffer file = log[(int) (position >>> 32)];
        return copies ? copied(file, (int) position) : file.getInt((int) position);
    }

    private int copied(final UnsafeBuffer file, final int at) {
        if (file.getLong(at + BODY) < 0 || file.getLong(at + BODY + Long.BYTES) != 0) {
            mismatches++;
        }
        final int length = file.getInt(at);
        copy.putBytes(0, file, at + BODY + KeyValueData.KEY_LENGTH, length);
        return length;
    }

    /** The record that a key leads to. */
    long record(final long keyNumber) {
        final long at = keyNumber * ENTRY;
        final long position = index[(int) (at / INDEX_PART)].getLong((int) (at % INDEX_PART));
        return log[(int) (position >>> 32)].getLong((int) position + BODY);
    }

    @Override
    public void close() {
        if (mismatches > 0) {
            throw new IllegalStateException("the floor is not what was written");
        }
        regions.forEach(MappedRegion::unmap);
    }
}
