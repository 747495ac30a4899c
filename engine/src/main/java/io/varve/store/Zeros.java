package io.varve.store;

import java.nio.ByteBuffer;

/** Zeros to write into files. Safe for use by many threads. */
public final class Zeros {

    /** How many there are. */
    public static final int MAX_LENGTH = 2 << 20;

    private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(MAX_LENGTH).asReadOnlyBuffer();

    private Zeros() {
    }

    /**
     * A view of some zeros.
     *
     * @param length in bytes, at most {@link #MAX_LENGTH}.
     * @return a new view, ready to be read.
     */
    public static ByteBuffer ofLength(final int length) {
        return BYTES.duplicate().limit(length);
    }
}
