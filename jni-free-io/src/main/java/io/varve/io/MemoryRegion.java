package io.varve.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/** A view of the memory of a file. */
final class MemoryRegion implements MappedRegion {

    private final MemoryContents contents;
    private final ByteBuffer memory;
    private final UnsafeBuffer buffer;
    private final String name;
    private boolean unmapped;

    MemoryRegion(final MemoryContents contents, final ByteBuffer memory, final String name) {
        this.contents = contents;
        this.memory = memory;
        this.name = name;
        buffer = new UnsafeBuffer(memory);
    }

    @Override
    public UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int length() {
        return memory.capacity();
    }

    @Override
    public void force(final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, memory.capacity());
    }

    @Override
    public void touch(final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, memory.capacity());
    }

    /** The memory stays what it was: unlike a real mapping, it can be touched later without harm. */
    @Override
    public synchronized void unmap() {
        if (!unmapped) {
            unmapped = true;
            contents.unmapped();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
