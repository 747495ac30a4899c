package io.varve.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory of the file system. */
final class MappedDirectory implements StorageDirectory {

    private static final Set<OpenOption> CREATE = Set.of(
        StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Path real;
    private final String key;

    MappedDirectory(final Path path, final Path real) throws IOException {
        Permissions.refuseForeignWriters(real);
        this.path = path;
        this.real = real;
        key = String.valueOf(Files.readAttributes(real, BasicFileAttributes.class).fileKey());
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String fileSystemType() throws IOException {
        return Files.getFileStore(real).type().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> entries = Files.list(real)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().collect(Collectors.toList());
        }
    }

    @Override
    public StorageFile create(final String name) throws IOException {
        return new ChannelFile(FileChannel.open(real.resolve(name), CREATE, Permissions.file()), name);
    }

    @Override
    public StorageFile open(final String name, final boolean writable) throws IOException {
        final Path file = real.resolve(name);
        Permissions.refuseIrregularFile(file);
        Permissions.refuseForeignWriters(file);
        return new ChannelFile(FileChannel.open(file, writable ? READ_WRITE : READ), name);
    }

    @Override
    public void rename(final String from, final String to) throws IOException {
        Files.move(real.resolve(from), real.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(final String name) throws IOException {
        Files.delete(real.resolve(name));
    }

    @Override
    public boolean link(final String name, final StorageDirectory target) {
        if (!(target instanceof MappedDirectory other)) {
            return false;
        }
        try {
            Files.createLink(other.real.resolve(name), real.resolve(name));
            return true;
        } catch (final IOException | UnsupportedOperationException ex) {
            // Another file system, or one without links; whatever else is wrong, a copy will meet it, too.
            return false;
        }
    }

    @Override
    public void force() throws IOException {
        Uninterrupted.forceDirectory(real);
    }

    @Override
    public StorageLock tryLock(final String name) throws IOException {
        return Uninterrupted.call(() -> FileStorageLock.tryAcquire(real.resolve(name)));
    }

    @Override
    public void close() {
        // Nothing is held: each operation resolves the path anew.
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
