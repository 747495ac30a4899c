package io.varve.io.sim;

import io.varve.io.NotRegularFileException;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageFile;
import io.varve.io.StorageLock;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An open directory. */
final class DirectoryHandle extends Handle implements StorageDirectory {

    private final DirectoryInode directory;
    private final Path path;
    private final String key;

    DirectoryHandle(final Machine machine, final DirectoryInode directory, final Path path) {
        super(machine, Kind.DIRECTORY, path.toString());
        this.directory = directory;
        this.path = path;
        key = machine.key(directory.number());
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
        enterHarmless(SimulatedCall.FILE_SYSTEM_TYPE);
        return "simulated";
    }

    @Override
    public List<String> list() throws IOException {
        enterHarmless(SimulatedCall.LIST);
        return new ArrayList<>(directory.entries().keySet());
    }

    @Override
    public StorageFile create(final String name) throws IOException {
        refuseBadName(name);
        final SimulatedFault fault = enter(SimulatedCall.CREATE);
        if (directory.find(name) != null) {
            throw new FileAlreadyExistsException(toString(name));
        }
        if (fault == null || appliesAnyway(fault)) {
            createFile(name);
        }
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.CREATE, toString(name));
        }
        return new FileHandle(machine, (FileInode) directory.find(name), name, true);
    }

    @Override
    public StorageFile open(final String name, final boolean writable) throws IOException {
        refuseBadName(name);
        enterHarmless(SimulatedCall.OPEN);
        final FileInode file = findFile(name);
        if (file.lock() != null) {
            throw new IllegalStateException(toString(name) + " is a lock: closing a second channel would release it");
        }
        return new FileHandle(machine, file, name, writable);
    }

    @Override
    public void rename(final String from, final String to) throws IOException {
        refuseBadName(from);
        refuseBadName(to);
        final SimulatedFault fault = enter(SimulatedCall.RENAME);
        final Inode moved = find(from);
        final Inode replaced = directory.find(to);
        if (replaced instanceof DirectoryInode && replaced != moved) {
            throw new FileAlreadyExistsException(toString(to));
        }
        if (moved != replaced && (fault == null || appliesAnyway(fault))) {
            directory.rename(from, to);
            unlink(replaced);
        }
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.RENAME, toString(from) + " to " + to);
        }
    }

    @Override
    public void delete(final String name) throws IOException {
        refuseBadName(name);
        final SimulatedFault fault = enter(SimulatedCall.DELETE);
        final Inode deleted = find(name);
        if (deleted instanceof DirectoryInode && !((DirectoryInode) deleted).isEmpty()) {
            throw new DirectoryNotEmptyException(toString(name));
        }
        if (fault == null || appliesAnyway(fault)) {
            directory.delete(name);
            unlink(deleted);
        }
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.DELETE, toString(name));
        }
    }

    @Override
    public void force() throws IOException {
        final SimulatedFault fault = enter(SimulatedCall.FORCE_DIRECTORY);
        if (fault != null) {
            directory.forcePartly(machine.random());
            throw machine.fail(fault, SimulatedCall.FORCE_DIRECTORY, this);
        }
        machine.statistics.forces++;
        directory.force();
    }

    @Override
    public StorageLock tryLock(final String name) throws IOException {
        refuseBadName(name);
        enterHarmless(SimulatedCall.LOCK);
        if (directory.find(name) == null) {
            createFile(name);
        }
        final FileInode file = findFile(name);
        return file.lock() == null ? new LockHandle(machine, file, name) : null;
    }

    @Override
    public void close() {
        enterClose(SimulatedCall.CLOSE);
    }

    private void createFile(final String name) {
        final FileInode file = new FileInode(machine.nextInode());
        file.linked(true);
        directory.create(name, file);
    }

    private void unlink(final Inode inode) {
        if (inode instanceof FileInode) {
            final FileInode file = (FileInode) inode;
            file.linked(false);
            machine.release(file);
        }
    }

    private Inode find(final String name) throws NoSuchFileException {
        final Inode result = directory.find(name);
        if (result == null) {
            throw new NoSuchFileException(toString(name));
        }
        return result;
    }

    private FileInode findFile(final String name) throws IOException {
        final Inode result = find(name);
        if (!(result instanceof FileInode)) {
            throw new NotRegularFileException(toString(name), false);
        }
        return (FileInode) result;
    }

    /** The end of the machine can come before or after a change of the directory. */
    private boolean appliesAnyway(final SimulatedFault fault) {
        return (fault == SimulatedFault.CRASH || fault == SimulatedFault.KILL) && machine.random().nextBoolean();
    }

    private String toString(final String name) {
        return this + "/" + name;
    }

    private static void refuseBadName(final String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not a plain file name: '" + name + "'");
        }
    }
}
