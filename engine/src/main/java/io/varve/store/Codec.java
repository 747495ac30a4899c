package io.varve.store;

import io.varve.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What the small fixed structures of a store have in common: magic number, version and checksum. */
public final class Codec {

    private Codec() {
    }

    /**
     * The magic number of a file.
     *
     * @param eightLetters in ASCII.
     * @return the number whose bytes, little-endian, are the letters.
     */
    public static long magic(final String eightLetters) {
        return ByteBuffer.wrap(eightLetters.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    }

    /**
     * The CRC32C of a range.
     *
     * @param bytes  whose position and limit do not matter.
     * @param offset of the range.
     * @param length of the range.
     * @return the checksum.
     */
    public static int crc(final ByteBuffer bytes, final int offset, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(offset + length).position(offset));
        return (int) crc.getValue();
    }

    /**
     * Refuse a file of another format version.
     *
     * @param name      of the file.
     * @param found     in the file.
     * @param supported by this engine.
     * @throws ConfigurationException when they differ.
     */
    public static void checkVersion(final String name, final int found, final int supported) {
        if (found != supported) {
            throw new ConfigurationException(name + " is of format version " + found
                + "; this version of the engine reads format version " + supported);
        }
    }
}
