package io.varve.perf.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this process holds of a directory's segments, as the kernel lists it: mappings and open files. */
final class OpenFiles {

    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path HANDLES = Path.of("/proc/self/fd");

    private final String directory;
    private volatile boolean watching = true;
    private long mostMapped;
    private long mostOpen;

    OpenFiles(final Path directory) throws IOException {
        this.directory = directory.toRealPath().toString();
    }

    /** Look again and again, on a thread of its own, until {@link #end}. */
    void watch() {
        while (watching) {
            mostMapped = Math.max(mostMapped, mapped());
            mostOpen = Math.max(mostOpen, open());
            Pause.millis(20);
        }
    }

    void end() {
        watching = false;
    }

    long mostMapped() {
        return mostMapped;
    }

    long mostOpen() {
        return mostOpen;
    }

    /** Mappings of files below the directory now. */
    long mapped() {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains(directory)).count();
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Open files below the directory now. */
    long open() {
        try (Stream<Path> handles = Files.list(HANDLES)) {
            return handles.filter(this::isBelow).count();
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private boolean isBelow(final Path handle) {
        try {
            return Files.readSymbolicLink(handle).startsWith(directory);
        } catch (final IOException gone) {
            return false;
        }
    }
}
