package io.varve.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes an image of an index, piece by piece. */
@FunctionalInterface
public interface IndexImageTarget {

    /**
     * Take the next piece.
     *
     * @param bytes from its position to its limit; used again when the call returns.
     * @throws IOException when it cannot be taken; the image is given up.
     */
    void write(ByteBuffer bytes) throws IOException;
}
