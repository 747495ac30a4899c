package io.varve.io.sim;

import io.varve.io.StorageLock;

/** A lock that is held until it is given back or its process dies. */
final class LockHandle extends Handle implements StorageLock {

    private final FileInode file;

    LockHandle(final Machine machine, final FileInode file, final String name) {
        super(machine, Kind.LOCK, name);
        this.file = file;
        file.lock(this);
        file.held();
    }

    @Override
    public void close() {
        if (enterClose(SimulatedCall.CLOSE)) {
            file.lock(null);
            file.released();
            machine.release(file);
        }
    }
}
