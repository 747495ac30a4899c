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
public final class FrameReplay implements AutoCloseable {

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

    /**
     * Hand out frames of one segment.
     *
     * @param basePosition of the segment.
     * @param from         position of a frame in it, or the base position.
     * @param to           frames that begin in front of that position are handed out; they must reach to it.
     * @param handler      of the frames.
     * @return position of the first frame that was not handed out, or the end of the segment.
     * @throws IOException           when the file cannot be read.
     * @throws StoreCorruptException when what stands there is no frame of this log.
     */
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
                    throw new StoreCorruptException("the frame at position " + (basePosition + offset)
                        + " does not match its checksum, although it was part of the log: acknowledged data is "
                        + "damaged", basePosition + offset);
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

    @Override
    public void close() {
        window.close();
    }
}
