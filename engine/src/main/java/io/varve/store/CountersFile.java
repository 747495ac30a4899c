package io.varve.store;

import io.varve.ConfigurationException;
import io.varve.io.MappedRegion;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/**
 * {@code store.counters}: counters and distinct errors of the last writer that has appended, for other processes to
 * read while it runs or after it died. 64 KiB, little-endian, never forced: what a power loss leaves of it is worth
 * nothing, and every writer makes it anew.
 *
 * <pre>
 *       0  int64 magic "VARVECNT"
 *       8  int32 format version (1), stored last: 0 means that the file is not ready
 *      12  int32 length of the file
 *      16  int64 process id of the writer
 *      24  int64 when the writer began to append, ms since the Unix epoch
 *   4,096  64 x 512 bytes  metadata of counters, as laid out by Agrona's CountersReader
 *  36,864  64 x 128 bytes  values of counters, an int64 at the start of each, as laid out by Agrona's CountersReader
 *  45,056  20,480 bytes    distinct errors, as laid out by Agrona's DistinctErrorLog
 * </pre>
 *
 * <p>It is not a part of {@code store.mark}, whose pages are forced at every roll.
 *
 * <p>Made and closed by one thread; what it hands out may be read and written by many, as Agrona's counters and error
 * log allow.
 */
public final class CountersFile implements AutoCloseable {

    /** The length of the file in bytes. */
    public static final int LENGTH = 64 << 10;
    /** How many counters there is room for. */
    public static final int MAX_COUNTERS = 64;

    private static final long MAGIC = Codec.magic("VARVECNT");
    private static final int FORMAT_VERSION = 1;
    private static final int VERSION_OFFSET = 8;
    private static final int LENGTH_OFFSET = 12;
    private static final int PID_OFFSET = 16;
    private static final int START_OFFSET = 24;
    private static final int METADATA_OFFSET = 4096;
    private static final int VALUES_OFFSET = METADATA_OFFSET + MAX_COUNTERS * CountersManager.METADATA_LENGTH;
    private static final int ERRORS_OFFSET = VALUES_OFFSET + MAX_COUNTERS * CountersManager.COUNTER_LENGTH;
    private static final int ALIGNMENT = 64;

    private final MappedRegion region;
    private final UnsafeBuffer buffer;

    /**
     * Begins at a multiple of 64 in a page, or in an array of a simulated disk, of which Agrona would warn, as the
     * alignment of arrays is not promised.
     */
    private static final class Part extends UnsafeBuffer {

        Part(final UnsafeBuffer whole, final int offset, final int length) {
            super(whole, offset, length);
        }

        @Override
        public void verifyAlignment() {
            // Known.
        }
    }

    private CountersFile(final MappedRegion region, final UnsafeBuffer buffer) {
        this.region = region;
        this.buffer = buffer;
    }

    /**
     * Write a new file with all counters 0, replacing what is there. Nothing is forced.
     *
     * @param directory   of the store.
     * @param labels      of the counters, in the order of their ids from 0.
     * @param pid         of this process.
     * @param startTimeMs ms since the Unix epoch.
     * @return the mapped file.
     * @throws IOException when the file system refuses.
     */
    public static CountersFile create(final StorageDirectory directory, final List<String> labels, final long pid,
        final long startTimeMs) throws IOException {
        final String temporary = StoreFileNames.COUNTERS + StoreFileNames.TEMPORARY_SUFFIX;
        AtomicFile.deleteIfExists(directory, temporary);
        final CountersFile counters;
        try (StorageFile file = directory.create(temporary)) {
            file.write(Zeros.ofLength(LENGTH), 0);
            final MappedRegion region = file.map(LENGTH, true);
            counters = new CountersFile(region, region.buffer());
        } catch (final IOException ex) {
            AtomicFile.deleteIfExists(directory, temporary);
            throw ex;
        }
        try {
            counters.begin(labels, pid, startTimeMs);
            directory.rename(temporary, StoreFileNames.COUNTERS);
            return counters;
        } catch (final IOException ex) {
            counters.close();
            AtomicFile.deleteIfExists(directory, temporary);
            throw ex;
        }
    }

    /**
     * The same in memory only, where there can be no file.
     *
     * @param labels      of the counters, in the order of their ids from 0.
     * @param pid         of this process.
     * @param startTimeMs ms since the Unix epoch.
     * @return counters that nobody else can see.
     */
    public static CountersFile inMemory(final List<String> labels, final long pid, final long startTimeMs) {
        final CountersFile counters =
            new CountersFile(null, new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, ALIGNMENT)));
        counters.begin(labels, pid, startTimeMs);
        return counters;
    }

    private void begin(final List<String> labels, final long pid, final long startTimeMs) {
        final CountersManager manager = new CountersManager(metadata(), values(), StandardCharsets.US_ASCII);
        for (int i = 0; i < labels.size(); i++) {
            manager.allocate(labels.get(i), i);
        }
        buffer.putLong(0, MAGIC);
        buffer.putInt(LENGTH_OFFSET, LENGTH);
        buffer.putLong(PID_OFFSET, pid);
        buffer.putLong(START_OFFSET, startTimeMs);
        buffer.putIntRelease(VERSION_OFFSET, FORMAT_VERSION);
    }

    /**
     * Map the file for reading.
     *
     * @param directory of the store.
     * @return the mapped file.
     * @throws java.nio.file.NoSuchFileException when there is none: no writer has appended yet.
     * @throws ConfigurationException            when it is of another version, or not the file that it should be.
     * @throws IOException                       when it cannot be read.
     */
    public static CountersFile open(final StorageDirectory directory) throws IOException {
        try (StorageFile file = directory.open(StoreFileNames.COUNTERS, false)) {
            final ByteBuffer magic = ByteBuffer.allocate(Long.BYTES);
            if (file.size() != LENGTH || file.read(magic, 0) < Long.BYTES
                || Long.reverseBytes(magic.getLong(0)) != MAGIC) {
                throw new ConfigurationException(StoreFileNames.COUNTERS + " in " + directory.path()
                    + " is no file of counters; it is made anew when a writer appends");
            }
            final MappedRegion region = file.map(LENGTH, false);
            final CountersFile counters = new CountersFile(region, region.buffer());
            try {
                Codec.checkVersion(StoreFileNames.COUNTERS, counters.buffer.getIntVolatile(VERSION_OFFSET),
                    FORMAT_VERSION);
                return counters;
            } catch (final ConfigurationException ex) {
                counters.close();
                throw ex;
            }
        }
    }

    /**
     * The process that the counters are of.
     *
     * @return process id.
     */
    public long pid() {
        return buffer.getLong(PID_OFFSET);
    }

    /**
     * When the writer began to append.
     *
     * @return ms since the Unix epoch.
     */
    public long startTimeMs() {
        return buffer.getLong(START_OFFSET);
    }

    /**
     * Names of counters.
     *
     * @return a new view, laid out as {@link CountersManager} does.
     */
    public AtomicBuffer metadata() {
        return new Part(buffer, METADATA_OFFSET, VALUES_OFFSET - METADATA_OFFSET);
    }

    /**
     * Values of counters.
     *
     * @return a new view, laid out as {@link CountersManager} does.
     */
    public AtomicBuffer values() {
        return new Part(buffer, VALUES_OFFSET, ERRORS_OFFSET - VALUES_OFFSET);
    }

    /**
     * Distinct errors.
     *
     * @return a new view, laid out as {@link org.agrona.concurrent.errors.DistinctErrorLog} does.
     */
    public AtomicBuffer errors() {
        return new Part(buffer, ERRORS_OFFSET, LENGTH - ERRORS_OFFSET);
    }

    /** Unmap the file, which stays as it is. */
    @Override
    public void close() {
        if (region != null) {
            region.unmap();
        }
    }
}
