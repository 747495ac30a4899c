package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.frame.FrameChecksum;
import io.varve.frame.FrameDescriptor;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.store.SegmentHeader;
import io.varve.store.StoreFileNames;
import java.io.IOException;

/**
 * Reads the frames of a recovered log again, each checked against its checksum, through the files and never through a
 * mapping. Internal to the engine, no API. Used by one thread; must be closed.
 */
public final class FrameReplay implements FrameSource {

    /** How much of a body a handler sees at most. */
    public static final int WINDOW = 1 << 20;

    private final StorageDirectory directory;
    private final FrameChecksum checksum;
    private final int segmentLength;
    private final SegmentWindow window;
    private final ScannedHeader header = new ScannedHeader();

    FrameReplay(final StorageDirectory directory, final FrameChecksum checksum, final int segmentLength) {
        this.directory = directory;
        this.checksum = checksum;
        this.segmentLength = segmentLength;
        window = new SegmentWindow(Math.min(WINDOW + FrameDescriptor.HEADER_LENGTH, segmentLength));
    }

    @Override
    public long segment(final long basePosition, final long from, final long to, final FrameHandler handler)
        throws IOException {
        try (StorageFile file = directory.open(StoreFileNames.segment(basePosition), false)) {
            window.open(file, basePosition, segmentLength);
            int offset = (int) Math.max(from - basePosition, SegmentHeader.LENGTH);
            final int end = (int) Math.min(to - basePosition, segmentLength);
            while (offset < end) {
                window.readHeader(offset, header);
                if (!FrameDescriptor.isPossibleLength(header.length, segmentLength - offset)
                    || !window.isChecksumRight(offset, header, checksum)) {
                    throw damaged(basePosition + offset);
                }
                final int body = offset + FrameDescriptor.BODY_OFFSET;
                final int length = header.length - FrameDescriptor.HEADER_LENGTH;
                if (!handler.onFrame(basePosition + offset, header.type, header.sequence, header.timestamp,
                    window.buffer(), window.at(body, Math.min(length, WINDOW)), length)) {
                    return basePosition + offset;
                }
                offset += FrameDescriptor.alignedLength(header.length);
            }
            return basePosition + offset;
        }
    }

    static StoreCorruptException damaged(final long position) {
        return new StoreCorruptException("the frame at position " + position + " does not match its checksum, "
            + "although it was part of the log: acknowledged data is damaged", position);
    }

    @Override
    public void close() {
        window.close();
    }
}
