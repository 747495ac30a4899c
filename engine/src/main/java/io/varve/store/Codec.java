package io.varve.store;

import io.varve.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What the small fixed structures of a store have in common: magic number, version and checksum. */
final class Codec {

    private Codec() {
    }

    static long magic(final String eightLetters) {
        return ByteBuffer.wrap(eightLetters.getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    }

    static int crc(final ByteBuffer bytes, final int offset, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(offset + length).position(offset));
        return (int) crc.getValue();
    }

    static void checkVersion(final String name, final int found, final int supported) {
        if (found != supported) {
            throw new ConfigurationException(name + " is of format version " + found
                + "; this version of the engine reads format version " + supported);
        }
    }
}
