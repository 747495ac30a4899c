package io.varve.io.bytes;

import org.agrona.DirectBuffer;

/**
 * Memory as people read it: 16 bytes in a line, with their offsets and their letters.
 *
 * <p>Safe for use by many threads, as far as the memory shown is.
 */
public final class HexDump {

    private HexDump() {
    }

    /**
     * Dump a range of memory.
     *
     * @param buffer outside of the heap.
     * @param offset of the first byte; the offsets of the dump count from the beginning of the buffer.
     * @param length in bytes, 0 or more.
     * @return lines that end with a line feed each; equal lines after each other are left out behind a line of dots.
     * @throws IllegalStateException     when chronicle-bytes is not on the class path.
     * @throws IllegalArgumentException  when the buffer is on the heap.
     * @throws IndexOutOfBoundsException when the range is not inside of the buffer.
     */
    public static String of(final DirectBuffer buffer, final int offset, final int length) {
        ChronicleBytes.require();
        return new MemoryView().hexDump(buffer, offset, length);
    }
}
