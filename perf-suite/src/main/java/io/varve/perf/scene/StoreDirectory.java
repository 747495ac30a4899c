package io.varve.perf.scene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directories of one run, made when it begins and deleted when it ends, unless they are to be kept. */
final class StoreDirectory implements AutoCloseable {

    private final Path root;
    private final boolean rootIsOurs;
    private final boolean kept;

    private StoreDirectory(final Path root, final boolean rootIsOurs, final boolean kept) {
        this.root = root;
        this.rootIsOurs = rootIsOurs;
        this.kept = kept;
    }

    static StoreDirectory create(final Path requested, final boolean kept) throws IOException {
        if (requested == null) {
            return new StoreDirectory(Files.createTempDirectory("varve-"), true, kept);
        }
        final Path root = requested.toAbsolutePath().normalize();
        final boolean isNew = !Files.exists(root);
        Files.createDirectories(root);
        final StoreDirectory directory = new StoreDirectory(root, isNew, kept);
        for (final Path path : List.of(directory.record(), directory.crash(), directory.state())) {
            if (Files.exists(path)) {
                throw new IOException(path + " exists; the job makes it new, so give another --dir or delete it");
            }
        }
        return directory;
    }

    Path root() {
        return root;
    }

    Path record() {
        return root.resolve("record");
    }

    Path crash() {
        return root.resolve("crash");
    }

    Path state() {
        return root.resolve("state");
    }

    String fileSystemType() throws IOException {
        return Files.getFileStore(root).type();
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    @Override
    public void close() {
        if (kept) {
            return;
        }
        delete(record());
        delete(crash());
        delete(state());
        if (rootIsOurs) {
            delete(root);
        }
    }

    private static void delete(final Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
