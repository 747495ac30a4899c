package io.varve.io.sim;

import io.varve.io.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** A mapped region: the cache of the file itself. */
final class RegionHandle extends Handle implements MappedRegion {

    private static final byte[] NOTHING = new byte[0];

    private final FileInode file;
    private final boolean writable;
    private final int length;
    private final byte[] memory;
    private final UnsafeBuffer buffer;
    private final boolean verified;
    private final int changes;
    private final long checksum;

    RegionHandle(
        final Machine machine, final FileInode file, final String name, final int length, final boolean writable) {
        super(machine, Kind.REGION, name);
        this.file = file;
        this.writable = writable;
        this.length = length;
        memory = file.map(writable);
        buffer = new UnsafeBuffer(memory, 0, length);
        file.held();
        if (writable) {
            machine.watch(file);
        }
        verified = !file.hasWritableRegions();
        changes = file.changes();
        checksum = verified ? checksum() : 0;
    }

    @Override
    public UnsafeBuffer buffer() {
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer() {
        return ByteBuffer.wrap(memory, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void force(final int offset, final int forcedLength) throws IOException {
        Objects.checkFromIndexSize(offset, forcedLength, length);
        final SimulatedFault fault = enter(SimulatedCall.FORCE_REGION);
        if (writable) {
            machine.force(file, offset, offset + forcedLength, fault);
        }
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.FORCE_REGION, this);
        }
    }

    @Override
    public void touch(final int offset, final int touchedLength) {
        Objects.checkFromIndexSize(offset, touchedLength, length);
        final SimulatedFault fault = enter(SimulatedCall.TOUCH);
        if (fault != null) {
            machine.fail(fault, SimulatedCall.TOUCH, this);
        }
        if (writable) {
            machine.touch(file, offset, offset + touchedLength);
        }
    }

    /** The buffer becomes empty, so that a touch which would end a real process is at least an exception here. */
    @Override
    public void unmap() {
        if (enterClose(SimulatedCall.UNMAP)) {
            final boolean storedInto = verified && changes == file.changes() && checksum != checksum();
            buffer.wrap(NOTHING);
            file.unmap(writable);
            file.released();
            machine.release(file);
            if (storedInto) {
                throw new IllegalStateException(this + " was stored into through a region that is not writable, which"
                    + " ends a real process");
            }
        }
    }

    private long checksum() {
        final CRC32C result = new CRC32C();
        result.update(memory, 0, length);
        return result.getValue();
    }
}
