package io.varve.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock on a file that holds against other processes and within this JVM.
 *
 * <p>POSIX locks belong to process and inode, and closing any channel on the file drops them. So a registry that all
 * class loaders of the JVM share is asked first, one channel is opened only by who won there, and that channel stays
 * strongly reachable until it is given back.
 */
final class FileStorageLock implements StorageLock {

    private static final String REGISTRY_PROPERTY = "io.varve.locks";

    private final String key;
    private final FileChannel channel;
    private final FileLock lock;
    private boolean closed;

    private FileStorageLock(final String key, final FileChannel channel, final FileLock lock) {
        this.key = key;
        this.channel = channel;
        this.lock = lock;
    }

    static StorageLock tryAcquire(final Path file) throws IOException {
        createWhenMissing(file);
        Permissions.refuseIrregularFile(file);
        final String key = fileKey(file);
        if (registry().putIfAbsent(key, Boolean.TRUE) != null) {
            return null;
        }
        FileStorageLock result = null;
        try {
            result = lockRegistered(file, key);
        } finally {
            if (result == null) {
                registry().remove(key);
            }
        }
        return result;
    }

    /** An existing file is never opened here, because closing it again would drop the lock of its holder. */
    private static void createWhenMissing(final Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(file, Permissions.file());
            } catch (final FileAlreadyExistsException ignored) {
                // Somebody else was faster, which is as good.
            }
        }
    }

    private static FileStorageLock lockRegistered(final Path file, final String key) throws IOException {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
        final FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (final OverlappingFileLockException ex) {
            // Closing this channel would drop the lock of whoever holds it: it is left open on purpose.
            registry().put(key + ".foreign", channel);
            return null;
        }
        if (lock == null) {
            channel.close();
            return null;
        }
        if (!key.equals(fileKey(file))) {
            channel.close();
            throw new IOException(file + " was replaced while it was being locked");
        }
        final FileStorageLock result = new FileStorageLock(key, channel, lock);
        registry().put(key, result);
        return result;
    }

    /** A map that all class loaders see, because it lives among the system properties. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> registry() {
        return (Map<String, Object>) System.getProperties()
            .computeIfAbsent(REGISTRY_PROPERTY, ignored -> new ConcurrentHashMap<String, Object>());
    }

    private static String fileKey(final Path file) throws IOException {
        return String.valueOf(
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lock.release();
            channel.close();
        } catch (final IOException ignored) {
            // The end of the process gives the lock back.
        } finally {
            registry().remove(key);
        }
    }
}
