package io.varve.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The beginning of a file as memory, in the byte order of the one who reads and writes it.
 *
 * <p>Loads and stores go straight to {@link #buffer()}, from any thread, with whatever memory order the caller
 * chooses. A touch after {@link #unmap()} would end the JVM or write into somebody else's mapping, so whoever calls
 * {@code unmap} must know that nobody is inside.
 */
public interface MappedRegion {

    /**
     * The memory of the region, always the same object.
     *
     * @return a buffer of exactly {@link #length()} bytes, whose address is aligned to 8 bytes at least.
     */
    UnsafeBuffer buffer();

    /**
     * A new view of the same memory for a checksum or a channel, with its own position and limit, little-endian.
     *
     * @return a new view of the whole region.
     */
    ByteBuffer byteBuffer();

    /**
     * The length.
     *
     * @return bytes.
     */
    int length();

    /**
     * Make the stores to a range durable that happened before the call. More than the range may be written.
     *
     * @param offset of the first byte.
     * @param length of the range in bytes.
     * @throws IOException when the device fails. What is durable is unknown then, and a second call proves nothing.
     */
    void force(int offset, int length) throws IOException;

    /**
     * Make the pages of a range present and writable, without changing a byte even while others store to them, so
     * that a later store does not wait for a page fault. In a region that is newly mapped for writing they are dirty
     * then: the next force writes them, even if the kernel believes that it has written them before.
     *
     * @param offset of the first byte.
     * @param length of the range in bytes.
     */
    void touch(int offset, int length);

    /** Give the memory back. Repeated calls do nothing. */
    void unmap();
}
