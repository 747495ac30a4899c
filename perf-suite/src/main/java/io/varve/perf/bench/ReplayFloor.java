package io.varve.perf.bench;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.io.MappedRegion;
import io.varve.io.MappedStorage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The least that a replay costs on this machine: step over the frames in mapped memory and load eight bytes of each
 * body. No handler, no header view, no end that moves.
 */
final class ReplayFloor implements AutoCloseable {

    private final List<MappedRegion> segments = new ArrayList<>();

    ReplayFloor(final Path log) throws IOException {
        try (StorageDirectory directory = MappedStorage.instance().openDirectory(log, false)) {
            final List<String> names = directory.list().stream().filter(StoreFileNames::isSegment).sorted().toList();
            for (final String name : names) {
                try (StorageFile file = directory.open(name, false)) {
                    segments.add(file.map((int) file.size(), false));
                }
            }
        }
    }

    /** The sum of the first eight bytes of all bodies. */
    long replay() {
        long sum = 0;
        for (final MappedRegion segment : segments) {
            sum += replay(segment.buffer());
        }
        return sum;
    }

    private static long replay(final UnsafeBuffer buffer) {
        long sum = 0;
        int at = SegmentHeader.LENGTH;
        while (at < buffer.capacity()) {
            final int length = FrameDescriptor.length(buffer.getLongVolatile(at));
            if (length <= 0) {
                break;
            }
            if (FrameType.isUser(FrameDescriptor.type(buffer.getInt(at + FrameDescriptor.KIND_OFFSET)))) {
                sum += buffer.getLong(at + FrameDescriptor.BODY_OFFSET, ByteOrder.LITTLE_ENDIAN);
            }
            at += FrameDescriptor.alignedLength(length);
        }
        return sum;
    }

    @Override
    public void close() {
        segments.forEach(MappedRegion::unmap);
    }
}
