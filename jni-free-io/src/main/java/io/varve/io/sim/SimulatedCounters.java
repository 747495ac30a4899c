package io.varve.io.sim;

/**
 * What has happened on a {@link SimulatedStorage} so far, and how much is open. A fork starts with the numbers it
 * copied.
 *
 * <p>Used by one thread at a time, as the storage and all that it hands out.
 */
public final class SimulatedCounters {

    private final Machine machine;

    SimulatedCounters(final Machine machine) {
        this.machine = machine;
    }

    /**
     * Calls of the storage interface, those that failed included. Plain accessors ({@code path}, {@code key},
     * {@code buffer}, {@code byteBuffer}, {@code length}) and calls on what is closed or dead are not counted.
     *
     * @return the number.
     */
    public long calls() {
        return machine.statistics.calls;
    }

    /**
     * Losses of power.
     *
     * @return the number.
     */
    public long crashes() {
        return machine.statistics.crashes;
    }

    /**
     * Killed processes.
     *
     * @return the number.
     */
    public long kills() {
        return machine.statistics.kills;
    }

    /**
     * Forces of files, regions and directories that succeeded.
     *
     * @return the number.
     */
    public long forces() {
        return machine.statistics.forces;
    }

    /**
     * Bytes that forces of files and regions wrote: whole pages.
     *
     * @return the number.
     */
    public long forcedBytes() {
        return machine.statistics.forcedBytes;
    }

    /**
     * Directories, files, regions and locks that are open. What is left of them when everything is closed is a leak;
     * {@link SimulatedStorage#openHandles()} names it.
     *
     * @return the number.
     */
    public int openHandles() {
        return machine.handles().size();
    }

    /**
     * Regions that are mapped.
     *
     * @return the number.
     */
    public int mappedRegions() {
        return (int) machine.handles().stream().filter(handle -> handle.kind() == Handle.Kind.REGION).count();
    }
}
