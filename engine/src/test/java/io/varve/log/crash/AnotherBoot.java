package io.varve.log.crash;

import io.varve.io.sim.SimulatedFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Makes a store one whose last writer ran in another boot of the machine, as section 5 of the format has it. */
final class AnotherBoot {

    private static final String MARK = "store.mark";
    private static final int[] SLOTS = {4096, 8192};
    private static final int BOOT_ID = 56;
    private static final int CHECKSUM = 88;

    private AnotherBoot() {
    }

    static void of(final SimulatedFiles files) {
        for (final int slot : SLOTS) {
            final ByteBuffer bytes = ByteBuffer.wrap(files.bytes(MARK)).order(ByteOrder.LITTLE_ENDIAN);
            final boolean whole = bytes.getLong(slot) != 0 && bytes.getInt(slot + CHECKSUM) == checksum(bytes, slot);
            if (whole) {
                bytes.putLong(slot + BOOT_ID, bytes.getLong(slot + BOOT_ID) ^ 1);
                final int difference = checksum(bytes, slot) ^ bytes.getInt(slot + CHECKSUM);
                files.corrupt(MARK, slot + BOOT_ID, 1);
                for (int i = 0; i < Integer.BYTES; i++) {
                    files.corrupt(MARK, slot + CHECKSUM + i, difference >>> Byte.SIZE * i & 0xff);
                }
            }
        }
    }

    private static int checksum(final ByteBuffer bytes, final int slot) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.array(), slot, CHECKSUM);
        return (int) crc.getValue();
    }
}
