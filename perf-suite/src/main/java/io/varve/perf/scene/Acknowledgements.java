package io.varve.perf.scene;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A page of memory that two processes share through a file: the writer says there what was acknowledged to it, and what
 * it has said outlives it.
 *
 * <pre>
 *   0   number of acknowledged records            8 bytes
 *   8   durable position of the log at that time  8
 * </pre>
 */
final class Acknowledgements {

    private static final int LENGTH = 4096;
    private static final int COUNT_OFFSET = 0;
    private static final int DURABLE_OFFSET = 8;

    private final UnsafeBuffer buffer;

    private Acknowledgements(final MappedByteBuffer page) {
        buffer = new UnsafeBuffer(page);
    }

    static Acknowledgements map(final Path path) throws IOException {
        try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Acknowledgements(channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH));
        }
    }

    void acknowledge(final long count, final long durablePosition) {
        buffer.putLong(DURABLE_OFFSET, durablePosition);
        buffer.putLongRelease(COUNT_OFFSET, count);
    }

    long count() {
        return buffer.getLongVolatile(COUNT_OFFSET);
    }

    long durablePosition() {
        return buffer.getLong(DURABLE_OFFSET);
    }
}
