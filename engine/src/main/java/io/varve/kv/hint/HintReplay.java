package io.varve.kv.hint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.agrona.BufferUtil;

/** The hints of the segments from which a store is opened that has no checkpoint. Used by one thread. */
public final class HintReplay implements AutoCloseable {

    private final HintFiles files;
    private final Map<Integer, HintHeader> headers = new HashMap<>();
    private final DistinctKeys keys = new DistinctKeys();
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private long seed;

    /**
     * For a store that is being opened.
     *
     * @param files of the store, whose segments all have slots.
     */
    public HintReplay(final HintFiles files) {
        this.files = files;
    }

    /**
     * Look for the hint of a segment. The first one decides of the seed, and what has another one is of no use. What is
     * of no use is deleted, so that another one is written.
     *
     * @param number of a segment that is full.
     * @throws IOException when the file system refuses.
     */
    public void look(final int number) throws IOException {
        final HintHeader header = files.header(number);
        if (header == null || !headers.isEmpty() && header.seed() != seed) {
            files.delete((long) number * files.segmentLength());
            return;
        }
        seed = header.seed();
        keys.addAll(header.keys());
        headers.put(number, header);
    }

    /**
     * Whether there is any.
     *
     * @return false when all segments are to be read.
     */
    public boolean isEmpty() {
        return headers.isEmpty();
    }

    /**
     * The seed of the hashes in the hints.
     *
     * @return the one of all.
     */
    public long seed() {
        return seed;
    }

    /**
     * About how many keys the hints are of.
     *
     * @return an estimate, within a few hundredths.
     */
    public long keys() {
        return keys.estimate();
    }

    /**
     * Read a hint.
     *
     * @param number of a segment.
     * @return its entries, from 0 to the limit, until the next call; null when there is no hint, or a damaged one, and
     *         the segment is to be read.
     * @throws IOException when the file system refuses.
     */
    public ByteBuffer entries(final int number) throws IOException {
        final HintHeader header = headers.get(number);
        if (header == null) {
            return null;
        }
        if (header.entriesLength() > bytes.capacity()) {
            BufferUtil.free(bytes);
            bytes = ByteBuffer.allocateDirect(header.entriesLength()).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (!files.readEntries(header, bytes)) {
            files.delete(header.basePosition());
            return null;
        }
        return bytes;
    }

    @Override
    public void close() {
        BufferUtil.free(bytes);
    }
}
