package io.varve.log;

import io.varve.store.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The id that Linux gives to each boot: within one boot the page cache keeps what a killed process wrote. */
final class BootId {

    private static final Path SOURCE = Path.of("/proc/sys/kernel/random/boot_id");
    private static final StoreId CURRENT = read();

    private BootId() {
    }

    /** The id of this boot, or {@link StoreId#NONE} where there is none. */
    static StoreId current() {
        return CURRENT;
    }

    private static StoreId read() {
        try {
            final UUID uuid = UUID.fromString(Files.readString(SOURCE).trim());
            return new StoreId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        } catch (final IOException | IllegalArgumentException ex) {
            return StoreId.NONE;
        }
    }
}
