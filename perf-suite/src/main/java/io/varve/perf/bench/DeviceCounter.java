package io.varve.perf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts for the block device below a directory, by whomever it is used. Linux only. */
final class DeviceCounter {

    private static final int SECTOR = 512;
    private static final int SECTORS_WRITTEN = 6;

    private final Path stat;

    private DeviceCounter(final Path stat) {
        this.stat = stat;
    }

    static DeviceCounter of(final Path directory) throws IOException {
        final long device = (long) Files.getAttribute(directory, "unix:dev");
        final long major = device >>> 8 & 0xfff;
        final long minor = device & 0xff | device >>> 12 & 0xfff00;
        return new DeviceCounter(Path.of("/sys/dev/block/" + major + ":" + minor + "/stat"));
    }

    /** How many bytes were written to the device since the machine started; 0 where that is not counted. */
    long writtenBytes() throws IOException {
        return Files.exists(stat)
            ? Long.parseLong(Files.readString(stat).trim().split("\\s+")[SECTORS_WRITTEN]) * SECTOR : 0;
    }
}
