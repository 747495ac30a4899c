package io.varve.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file behind a {@link FileChannel}. */
final class ChannelFile implements StorageFile {

    private final FileChannel channel;
    private final String name;

    ChannelFile(final FileChannel channel, final String name) {
        this.channel = channel;
        this.name = name;
    }

    @Override
    public long size() throws IOException {
        return Uninterrupted.call(channel::size);
    }

    @Override
    public int read(final ByteBuffer dst, final long position) throws IOException {
        int total = 0;
        while (dst.hasRemaining()) {
            final long at = position + total;
            final int read = Uninterrupted.call(() -> channel.read(dst, at));
            if (read < 0) {
                break;
            }
            total += read;
        }
        return total;
    }

    @Override
    public void write(final ByteBuffer src, final long position) throws IOException {
        Uninterrupted.run(() -> {
            long at = position;
            while (src.hasRemaining()) {
                at += channel.write(src, at);
            }
        });
    }

    @Override
    public void force() throws IOException {
        Uninterrupted.run(() -> channel.force(true));
    }

    @Override
    public MappedRegion map(final int length, final boolean writable) throws IOException {
        // FileChannel.map would extend a short file with a hole, and a store into a hole is lost on a full disk.
        if (size() < length) {
            throw new EOFException(name + " has " + size() + " bytes, " + length + " are to be mapped");
        }
        return new FileRegion(Uninterrupted.call(() -> channel.map(
            writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY, 0, length)), name);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException ex) {
            throw new UncheckedIOException("closing " + name, ex);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
