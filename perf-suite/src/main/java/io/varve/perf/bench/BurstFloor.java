package io.varve.perf.bench;

import io.varve.io.MappedRegion;
import io.varve.io.MappedStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The least that an append with a checksum costs on this machine: copy the body, CRC32C over all of the frame but the
 * commit word, one release store; into a file that is filled, forced, mapped and touched like a segment. No sequence,
 * no time, no check for room, no position that others see.
 */
final class BurstFloor implements AutoCloseable {

    private static final int HEADER = 32;
    private static final int COMMIT_WORD = 8;
    private static final int FILL = 64 << 10;

    private final CRC32C crc = new CRC32C();
    private final StorageDirectory directory;
    private final MappedRegion region;
    private final UnsafeBuffer buffer;
    private final ByteBuffer view;
    private int offset;

    BurstFloor(final Path path, final long bytes) throws IOException {
        final int length = Room.segmentLength(bytes);
        directory = MappedStorage.instance().openDirectory(path, true);
        try (StorageFile file = directory.create("floor")) {
            final ByteBuffer zeros = ByteBuffer.allocateDirect(FILL);
            for (long at = 0; at < length; at += FILL) {
                file.write(zeros.clear(), at);
            }
            file.force();
            region = file.map(length, true);
        }
        buffer = region.buffer();
        view = region.byteBuffer();
    }

    /** Make every page present and writable, and begin at the start again. */
    void prepare() {
        region.touch(0, region.length());
        offset = 0;
    }

    /** Write everything to the device, so that nothing of it is in the way of who runs next. */
    void force() throws IOException {
        region.force(0, region.length());
    }

    void append(final DirectBuffer body, final int length) {
        final int at = offset;
        final int frameLength = HEADER + length;
        buffer.putBytes(at + HEADER, body, 0, length);
        view.limit(at + frameLength).position(at + COMMIT_WORD);
        crc.reset();
        crc.update(view);
        buffer.putLongRelease(at, crc.getValue() << 32 | frameLength);
        offset = at + BitUtil.align(frameLength, HEADER);
    }

    /** The same, beginning at the start again where the file ends. */
    void appendAround(final DirectBuffer body, final int length) {
        if (offset + HEADER + length + HEADER > region.length()) {
            offset = 0;
        }
        append(body, length);
    }

    void appendAll(final DirectBuffer body, final int length, final long count) {
        for (long i = 0; i < count; i++) {
            append(body, length);
        }
    }

    @Override
    public void close() {
        region.unmap();
        directory.close();
    }
}
