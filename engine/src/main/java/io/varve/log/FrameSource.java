package io.varve.log;

import io.varve.StoreCorruptException;
import java.io.IOException;

/** Hands out the frames of a recovered log again. Internal to the engine, no API. */
public interface FrameSource extends AutoCloseable {

    /**
     * Hand out frames of one segment, each checked against its checksum.
     *
     * @param basePosition of the segment.
     * @param from         position of a frame in it, or the base position.
     * @param to           frames that begin in front of that position are handed out; they must reach to it.
     * @param handler      of the frames.
     * @return position of the first frame that was not handed out, or the end of the segment.
     * @throws IOException           when the file cannot be read.
     * @throws StoreCorruptException when what stands there is no frame of this log.
     */
    long segment(long basePosition, long from, long to, FrameHandler handler) throws IOException;

    @Override
    void close();
}
