package io.varve.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Positions are bytes from its start, 0 or more.
 *
 * <p>Used by one thread at a time. A mapping outlives the file that it came from.
 */
public interface StorageFile extends AutoCloseable {

    /**
     * The present size.
     *
     * @return bytes.
     * @throws IOException when the file system refuses.
     */
    long size() throws IOException;

    /**
     * Fill the rest of {@code dst} from the file, stopping at the end of the file only.
     *
     * @param dst      to be filled, from its position to its limit.
     * @param position of the first byte to be read.
     * @return how many bytes were read, 0 when the position is at or behind the end.
     * @throws IOException when the device fails: never the sign of a torn record.
     */
    int read(ByteBuffer dst, long position) throws IOException;

    /**
     * Write the rest of {@code src}, all of it, extending the file when it is behind the end. Blocks are really
     * allocated when the call returns: a full disk is an {@link IOException} here.
     *
     * @param src      to be written, from its position to its limit.
     * @param position of the first byte to be written.
     * @throws IOException when the device fails or is full. How much was written is unknown then.
     */
    void write(ByteBuffer src, long position) throws IOException;

    /**
     * Make contents and size durable.
     *
     * @throws IOException when the device fails. What is durable is unknown then, and a second call proves nothing.
     */
    void force() throws IOException;

    /**
     * Map the first {@code length} bytes. The file must be at least that long: mapping never extends it.
     *
     * @param length   in bytes, at least 1 and at most {@link Integer#MAX_VALUE}.
     * @param writable whether the region is to be written.
     * @return the mapped region, which the caller must unmap.
     * @throws IOException when the file is shorter or the operating system refuses.
     */
    MappedRegion map(int length, boolean writable) throws IOException;

    /** Close the file; regions mapped from it stay. */
    @Override
    void close();
}
