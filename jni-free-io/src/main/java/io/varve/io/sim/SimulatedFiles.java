package io.varve.io.sim;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The files of one simulated directory, behind the back of everybody who has them open: to look at them, and to damage
 * them at rest. Nothing here counts as a call or makes a step; changes reach the cache and the disk at once.
 *
 * <p>Used by one thread at a time, as the storage and all that it hands out.
 */
public final class SimulatedFiles {

    private final Machine machine;
    private final DirectoryInode directory;

    SimulatedFiles(final Machine machine, final DirectoryInode directory) {
        this.machine = machine;
        this.directory = directory;
    }

    /**
     * The names of the entries.
     *
     * @return a new, sorted list.
     */
    public List<String> names() {
        return new ArrayList<>(directory.entries().keySet());
    }

    /**
     * What a reader of the file would see.
     *
     * @param name of the file.
     * @return a copy of all bytes.
     */
    public byte[] bytes(final String name) {
        return find(name).bytes();
    }

    /**
     * What is certain to survive a loss of power of the file, if its entry does.
     *
     * @param name of the file.
     * @return a copy of what is on the disk, up to the durable size.
     */
    public byte[] durableBytes(final String name) {
        return find(name).durableBytes();
    }

    /**
     * Change bits of a byte.
     *
     * @param name   of the file.
     * @param offset of the byte.
     * @param xor    the bits to be flipped, of which the lower 8 count.
     */
    public void corrupt(final String name, final long offset, final int xor) {
        find(name).corrupt(Math.toIntExact(offset), xor);
    }

    /**
     * Shorten a file that is not mapped.
     *
     * @param name of the file.
     * @param size that is left, in bytes.
     */
    public void truncate(final String name, final long size) {
        final byte[] content = bytes(name);
        if (size > content.length) {
            throw new IllegalArgumentException(name + " has " + content.length + " bytes, not " + size);
        }
        replace(name, Arrays.copyOf(content, Math.toIntExact(size)));
    }

    /**
     * Give a file that is not mapped another content, or make a new one.
     *
     * @param name    of the file.
     * @param content all of it.
     */
    public void replace(final String name, final byte[] content) {
        if (directory.find(name) == null) {
            final FileInode created = new FileInode(machine.nextInode());
            created.linked(true);
            directory.createDurable(name, created);
        }
        final FileInode file = find(name);
        final long before = file.allocatedBytes();
        file.replace(content);
        machine.allocated(file.allocatedBytes() - before);
    }

    /**
     * Remove a file.
     *
     * @param name of the file.
     */
    public void remove(final String name) {
        final FileInode file = find(name);
        directory.removeDurable(name);
        file.linked(false);
        machine.release(file);
    }

    private FileInode find(final String name) {
        final Inode result = directory.find(name);
        if (!(result instanceof FileInode)) {
            throw new UncheckedIOException(new NoSuchFileException(name));
        }
        return (FileInode) result;
    }
}
