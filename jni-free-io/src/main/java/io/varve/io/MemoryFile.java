package io.varve.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;

/** An open file in memory. */
final class MemoryFile implements StorageFile {

    private final MemoryContents contents;
    private final String name;
    private final boolean writable;
    private boolean closed;

    MemoryFile(final MemoryContents contents, final String name, final boolean writable) {
        this.contents = contents;
        this.name = name;
        this.writable = writable;
    }

    @Override
    public long size() throws IOException {
        refuseClosed();
        return contents.size();
    }

    @Override
    public int read(final ByteBuffer dst, final long position) throws IOException {
        refuseClosed();
        refuseNegative(position);
        return contents.read(dst, position);
    }

    @Override
    public void write(final ByteBuffer src, final long position) throws IOException {
        refuseClosed();
        refuseNegative(position);
        if (!writable) {
            throw new NonWritableChannelException();
        }
        contents.write(src, position);
    }

    @Override
    public void force() throws IOException {
        refuseClosed();
    }

    @Override
    public MappedRegion map(final int length, final boolean writableRegion) throws IOException {
        refuseClosed();
        if (writableRegion && !writable) {
            throw new NonWritableChannelException();
        }
        if (length < 1) {
            throw new IllegalArgumentException("length of a region must be 1 or more: " + length);
        }
        return contents.map(length, name);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void refuseClosed() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private static void refuseNegative(final long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must be 0 or more: " + position);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
