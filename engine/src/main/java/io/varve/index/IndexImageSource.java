package io.varve.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Gives the bytes of an image of an index. Used by one thread at a time. */
@FunctionalInterface
public interface IndexImageSource {

    /**
     * Fill a buffer.
     *
     * @param dst    to be filled from its position to its limit; what is left is missing from the image.
     * @param offset of the first byte, from the start of the image.
     * @throws IOException when the device fails.
     */
    void read(ByteBuffer dst, long offset) throws IOException;
}
