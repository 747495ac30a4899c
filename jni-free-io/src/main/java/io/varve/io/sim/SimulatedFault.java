package io.varve.io.sim;

/** What can go wrong at a call of the storage interface; see {@link SimulatedStorage#failAt(long, SimulatedFault)}. */
public enum SimulatedFault {
    /**
     * Power is lost in the middle of the call: it is applied in part, {@link SimulatedStorage#crash()} happens, and
     * {@link SimulatedCrashError} is thrown. A force has written a random subset of its pages, a write has stored a
     * random prefix, a change of a directory has happened or not.
     */
    CRASH,
    /**
     * The process is killed in the middle of the call: as {@link #CRASH}, but with
     * {@link SimulatedStorage#killProcess()} in place of the loss of power.
     */
    KILL,
    /**
     * A force fails as on ext4 and xfs: some pages were written, all are marked clean. The others keep their content in
     * memory, where it can be read, and no later force writes them unless they are changed again.
     */
    FORCE_FAILS_KEEPS,
    /** A force fails as on btrfs: some pages were written, the others fall back to what is on the disk, visibly. */
    FORCE_FAILS_REVERTS,
    /** The disk is full: a write stores a random prefix and fails, a creation does nothing and fails. */
    NO_SPACE,
    /** The device fails: a read transfers nothing, a write stores a random prefix. */
    IO_ERROR;

    /** The calls that the fault hits when the test names none. */
    boolean hitsByDefault(final SimulatedCall call) {
        switch (this) {
            case CRASH:
            case KILL:
                return true;
            case FORCE_FAILS_KEEPS:
            case FORCE_FAILS_REVERTS:
                return call.isForce();
            case NO_SPACE:
                return call == SimulatedCall.WRITE || call == SimulatedCall.CREATE;
            case IO_ERROR:
                return call == SimulatedCall.READ || call == SimulatedCall.WRITE;
            default:
                throw new IllegalStateException("no rule for " + this);
        }
    }

    /** The calls that the fault can be aimed at. */
    boolean canHit(final SimulatedCall call) {
        final boolean device = this == IO_ERROR || this == NO_SPACE;
        return hitsByDefault(call) || device && call.reportsFailure() && !call.isForce();
    }
}
