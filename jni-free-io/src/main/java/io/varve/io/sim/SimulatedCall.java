package io.varve.io.sim;

/** The kinds of calls that the simulated storage counts and at which it can fail. */
public enum SimulatedCall {
    /** {@link io.varve.io.Storage#openDirectory}. */
    OPEN_DIRECTORY(true, false),
    /** {@link io.varve.io.StorageDirectory#fileSystemType()}. */
    FILE_SYSTEM_TYPE(true, false),
    /** {@link io.varve.io.StorageDirectory#list()}. */
    LIST(true, false),
    /** {@link io.varve.io.StorageDirectory#create}. */
    CREATE(true, false),
    /** {@link io.varve.io.StorageDirectory#open}. */
    OPEN(true, false),
    /** {@link io.varve.io.StorageDirectory#rename}. */
    RENAME(true, false),
    /** {@link io.varve.io.StorageDirectory#delete}. */
    DELETE(true, false),
    /** {@link io.varve.io.StorageDirectory#force()}. */
    FORCE_DIRECTORY(true, true),
    /** {@link io.varve.io.StorageDirectory#tryLock}. */
    LOCK(true, false),
    /** {@link io.varve.io.StorageFile#size()}. */
    SIZE(true, false),
    /** {@link io.varve.io.StorageFile#read}. */
    READ(true, false),
    /** {@link io.varve.io.StorageFile#write}. */
    WRITE(true, false),
    /** {@link io.varve.io.StorageFile#force()}. */
    FORCE_FILE(true, true),
    /** {@link io.varve.io.StorageFile#map}. */
    MAP(true, false),
    /** {@link io.varve.io.MappedRegion#force}. */
    FORCE_REGION(true, true),
    /** {@link io.varve.io.MappedRegion#touch}. */
    TOUCH(false, false),
    /** {@link io.varve.io.MappedRegion#unmap()}. */
    UNMAP(false, false),
    /** Closing a directory, a file or a lock for the first time. */
    CLOSE(false, false);

    private final boolean reportsFailure;
    private final boolean force;

    SimulatedCall(final boolean reportsFailure, final boolean force) {
        this.reportsFailure = reportsFailure;
        this.force = force;
    }

    /**
     * Whether the call can throw an {@link java.io.IOException}.
     *
     * @return true when it can.
     */
    public boolean reportsFailure() {
        return reportsFailure;
    }

    /**
     * Whether the call forces something to the disk.
     *
     * @return true when it does.
     */
    public boolean isForce() {
        return force;
    }
}
