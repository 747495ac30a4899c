package io.varve.io.sim;

import io.varve.io.MappedRegion;
import io.varve.io.StorageFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;

/** An open file. */
final class FileHandle extends Handle implements StorageFile {

    private final FileInode file;
    private final boolean writable;

    FileHandle(final Machine machine, final FileInode file, final String name, final boolean writable) {
        super(machine, Kind.FILE, name);
        this.file = file;
        this.writable = writable;
        file.held();
    }

    @Override
    public long size() throws IOException {
        refuseClosed();
        enterHarmless(SimulatedCall.SIZE);
        return file.size();
    }

    @Override
    public int read(final ByteBuffer dst, final long position) throws IOException {
        refuseClosed();
        refuseNegative(position);
        enterHarmless(SimulatedCall.READ);
        return file.read(dst, position);
    }

    @Override
    public void write(final ByteBuffer src, final long position) throws IOException {
        refuseClosed();
        refuseNegative(position);
        if (!writable) {
            throw new NonWritableChannelException();
        }
        final SimulatedFault fault = enter(SimulatedCall.WRITE);
        final int wanted = src.remaining();
        if (position > FileInode.MAX_SIZE - wanted) {
            throw new IOException(this + ": File too large");
        }
        final int at = (int) position;
        file.refuseGrowthWhileMapped(at + wanted);
        final int length = machine.allocate(file, at, fault == null ? wanted : machine.random().nextInt(wanted + 1));
        final boolean writtenBackMeanwhile = machine.drawWriteBack();
        if (writtenBackMeanwhile || fault != null) {
            file.beginStep();
            machine.watch(file);
        }
        if (length > 0) {
            file.write(src, at, length);
            machine.touched(file);
        }
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.WRITE, this);
        }
        if (writtenBackMeanwhile) {
            machine.writeBack();
        }
        file.settle();
        if (length < wanted) {
            throw machine.fail(SimulatedFault.NO_SPACE, SimulatedCall.WRITE, this);
        }
    }

    @Override
    public void force() throws IOException {
        refuseClosed();
        final SimulatedFault fault = enter(SimulatedCall.FORCE_FILE);
        machine.force(file, 0, file.size(), fault);
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.FORCE_FILE, this);
        }
    }

    @Override
    public MappedRegion map(final int length, final boolean writableRegion) throws IOException {
        refuseClosed();
        if (writableRegion && !writable) {
            throw new NonWritableChannelException();
        }
        if (length < 1) {
            throw new IllegalArgumentException("length of a region must be 1 or more: " + length);
        }
        enterHarmless(SimulatedCall.MAP);
        if (length > file.size()) {
            throw new EOFException(this + " has " + file.size() + " bytes, " + length + " are to be mapped");
        }
        return new RegionHandle(machine, file, toString(), length, writableRegion);
    }

    @Override
    public void close() {
        if (enterClose(SimulatedCall.CLOSE)) {
            file.released();
            machine.release(file);
        }
    }

    private void refuseClosed() throws ClosedChannelException {
        if (isAlive() && isClosed()) {
            throw new ClosedChannelException();
        }
    }

    private static void refuseNegative(final long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position must be 0 or more: " + position);
        }
    }
}
