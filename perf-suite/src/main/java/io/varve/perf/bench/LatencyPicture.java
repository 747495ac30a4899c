package io.varve.perf.bench;

import io.varve.hdr.PercentilePlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file into which a picture goes: the command asks for it, a benchmark draws it, the command writes it. */
final class LatencyPicture {

    private final Path file;
    private PercentilePlot plot;

    private LatencyPicture(final Path file) {
        this.file = file;
    }

    /** Fails when the file cannot be written; leaves it, or its absence, as it is. */
    static LatencyPicture in(final Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        final boolean isNew = Files.notExists(file);
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        } catch (final NoSuchFileException ex) {
            throw new IOException("there is no directory " + file.toAbsolutePath().getParent(), ex);
        } catch (final IOException ex) {
            throw new IOException(ex.toString(), ex);
        }
        if (isNew) {
            Files.delete(file);
        }
        return new LatencyPicture(file);
    }

    void draw(final PercentilePlot drawn) {
        plot = drawn;
    }

    /** Write it, with the machine and the command in its caption. */
    void write(final String machine, final String command) throws IOException {
        Files.writeString(file, plot.caption(machine).caption(command).svg());
    }
}
