package io.varve.perf.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts for this process. Linux only; elsewhere the counts stay 0. */
final class ProcessCounters {

    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path IO = Path.of("/proc/self/io");
    /** Field 10, counted behind the closing bracket of the command name, which may hold spaces. */
    private static final int MINOR_FAULTS = 8;

    private ProcessCounters() {
    }

    /** How often a page had to be made present or writable, without reading the device. */
    static long pageFaults() {
        final String stat = read(STAT);
        return stat.isEmpty() ? 0 : Long.parseLong(stat.substring(stat.lastIndexOf(')') + 1).split(" ")[MINOR_FAULTS]);
    }

    /**
     * How many bytes of pages the process has made dirty, whole folios counted: what the kernel has written for it, or
     * will write.
     */
    static long writeBytes() {
        return read(IO).lines().filter(line -> line.startsWith("write_bytes:"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1))).findFirst().orElse(0);
    }

    private static String read(final Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
