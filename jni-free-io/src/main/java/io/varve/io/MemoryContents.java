package io.varve.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.BufferUtil;

/**
 * The bytes of a file in memory, shared by all that have it open or mapped.
 *
 * <p>Regions are views of the first chunk. As long as there are regions the file grows by further chunks; without any
 * the chunks are copied into one of twice the size.
 */
final class MemoryContents {

    private static final int ALIGNMENT = 64;
    private static final int SMALLEST_CHUNK = 4096;
    private static final int MAX_SIZE = Integer.MAX_VALUE - ALIGNMENT;

    private final AtomicBoolean locked = new AtomicBoolean();
    private final List<ByteBuffer> chunks = new ArrayList<>(1);
    private int capacity;
    private int size;
    private int regions;

    StorageLock tryLock() {
        if (!locked.compareAndSet(false, true)) {
            return null;
        }
        final AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                locked.set(false);
            }
        };
    }

    synchronized int size() {
        return size;
    }

    synchronized int read(final ByteBuffer target, final long position) {
        final int length = (int) Math.min(target.remaining(), Math.max(0, size - position));
        int done = 0;
        while (done < length) {
            final ByteBuffer source = view((int) position + done, length - done);
            done += source.remaining();
            target.put(source);
        }
        return length;
    }

    synchronized void write(final ByteBuffer source, final long position) throws IOException {
        final int length = source.remaining();
        if (position > MAX_SIZE - length) {
            throw new IOException("File too large: " + (position + length) + " bytes");
        }
        final int end = (int) position + length;
        reserve(end);
        for (int at = (int) position; at < end;) {
            final ByteBuffer target = view(at, end - at);
            final ByteBuffer part = source.duplicate();
            part.limit(part.position() + target.remaining());
            at += part.remaining();
            source.position(part.limit());
            target.put(part);
        }
        if (length > 0) {
            size = Math.max(size, end);
        }
    }

    synchronized MappedRegion map(final int length, final String name) throws IOException {
        if (length > size) {
            throw new EOFException(name + " has " + size + " bytes, " + length + " are to be mapped");
        }
        if (length > chunks.get(0).capacity()) {
            if (regions > 0) {
                throw new IOException(name + " has grown while it was mapped; it must be unmapped everywhere before "
                    + length + " bytes can be mapped");
            }
            merge(capacity);
        }
        regions++;
        return new MemoryRegion(this, chunks.get(0).duplicate().limit(length).slice(), name);
    }

    synchronized void unmapped() {
        regions--;
    }

    private void reserve(final int end) {
        if (end <= capacity) {
            return;
        }
        final int wanted = Math.max(SMALLEST_CHUNK, end > MAX_SIZE / 2 ? end : Integer.highestOneBit(end - 1) << 1);
        if (regions == 0) {
            merge(wanted);
        } else {
            chunks.add(BufferUtil.allocateDirectAligned(wanted - capacity, ALIGNMENT));
            capacity = wanted;
        }
    }

    private void merge(final int length) {
        final ByteBuffer merged = BufferUtil.allocateDirectAligned(length, ALIGNMENT);
        for (final ByteBuffer chunk : chunks) {
            merged.put(chunk.duplicate());
        }
        merged.clear();
        chunks.clear();
        chunks.add(merged);
        capacity = length;
    }

    /** A view of what one chunk holds of a range. */
    private ByteBuffer view(final int position, final int length) {
        int offset = position;
        int number = 0;
        while (offset >= chunks.get(number).capacity()) {
            offset -= chunks.get(number).capacity();
            number++;
        }
        final ByteBuffer result = chunks.get(number).duplicate();
        result.position(offset).limit((int) Math.min(result.capacity(), (long) offset + length));
        return result;
    }
}
