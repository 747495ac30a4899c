package io.varve.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** A mapping made by {@link java.nio.channels.FileChannel#map}. */
final class FileRegion implements MappedRegion {

    private final MappedByteBuffer mapping;
    private final UnsafeBuffer buffer;
    private final String name;
    private boolean unmapped;

    FileRegion(final MappedByteBuffer mapping, final String name) {
        this.mapping = mapping;
        this.name = name;
        buffer = new UnsafeBuffer(mapping);
    }

    @Override
    public UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return mapping.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int length() {
        return buffer.capacity();
    }

    @Override
    public void force(final int offset, final int length) throws IOException {
        try {
            mapping.force(offset, length);
        } catch (final UncheckedIOException ex) {
            throw new IOException("force of " + name + " from " + offset + " failed: " + ex.getMessage(), ex);
        }
    }

    @Override
    public void touch(final int offset, final int length) {
        PageToucher.touch(buffer, offset, length);
    }

    @Override
    public synchronized void unmap() {
        if (!unmapped) {
            unmapped = true;
            BufferUtil.free(mapping);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
