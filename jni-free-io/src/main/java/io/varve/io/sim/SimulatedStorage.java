package io.varve.io.sim;

import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk and a page cache in memory, which lose power, fill up and fail when the test says so. What happens depends on
 * the seed and the calls only, and nothing on time. One thread at a time may use a storage and all that it handed out.
 *
 * <p>The model is harsher than a disk and kinder than none:
 * <ul>
 * <li>A page has 4096 bytes and eight sectors. Stores and writes change the cache. {@code force} of a file or range
 *     writes the dirty pages of the range, {@code force} of a directory makes its entries durable. At each step
 *     boundary the background may write any dirty pages, even as they looked in the middle of the step, when each
 *     changed word of 8 bytes had its old or its new value.</li>
 * <li>{@link #crash()} keeps or drops each dirty page, or each of its sectors; words that changed in the step that
 *     power interrupted may be old or new. Creations, renames, deletions and growth that were not forced survive or
 *     not, one without the other. What was forced survives. A rename is one change: its name refers to the old or the
 *     new file.</li>
 * <li>{@link #killProcess()} loses nothing.</li>
 * <li>After both, all handles are dead: each call on one throws {@link IllegalStateException}, except that closing and
 *     unmapping do nothing. Stores through a dead buffer reach nobody.</li>
 * </ul>
 *
 * <p>A step boundary is {@link #step()} and the beginning of every counted call. A file must not grow while it is
 * mapped, and has at most 1 GiB. Some misuse that ends or harms a real process is an exception here: a touch of a
 * region after it was unmapped, a store into a region that is not writable (when it is unmapped), opening the file of
 * a held lock.
 */
public final class SimulatedStorage implements Storage {

    /** The unit of the cache, in bytes. */
    public static final int PAGE_SIZE = TornPage.PAGE_SIZE;
    /** The unit in which a page is torn, in bytes. */
    public static final int SECTOR_SIZE = TornPage.SECTOR_SIZE;

    private final Machine machine;
    private final SimulatedCounters counters;

    /**
     * An empty disk.
     *
     * @param seed of everything that happens by chance.
     */
    public SimulatedStorage(final long seed) {
        this(new Machine(new SeededRandom(seed)));
    }

    private SimulatedStorage(final Machine machine) {
        this.machine = machine;
        counters = new SimulatedCounters(machine);
    }

    @Override
    public StorageDirectory openDirectory(final Path path, final boolean create) throws IOException {
        final SimulatedFault fault = machine.enter(SimulatedCall.OPEN_DIRECTORY);
        if (fault != null) {
            throw machine.fail(fault, SimulatedCall.OPEN_DIRECTORY, path);
        }
        DirectoryInode directory = machine.root();
        for (final Path name : path.toAbsolutePath().normalize()) {
            Inode next = directory.find(name.toString());
            if (next == null && create) {
                next = new DirectoryInode(machine.nextInode());
                if (machine.traits.durableDirectories) {
                    directory.createDurable(name.toString(), next);
                } else {
                    directory.create(name.toString(), next);
                }
            }
            if (next == null) {
                throw new NoSuchFileException(path.toString());
            }
            if (!(next instanceof DirectoryInode)) {
                throw new NotDirectoryException(path.toString());
            }
            directory = (DirectoryInode) next;
        }
        return new DirectoryHandle(machine, directory, path);
    }

    /**
     * How often a step boundary makes the background write something; 0.1 unless set.
     *
     * @param probability 0 to 1.
     * @return this.
     */
    public SimulatedStorage writeBackProbability(final double probability) {
        machine.traits.writeBackProbability = probability;
        return this;
    }

    /**
     * Whether a sector is written as a whole or not at all; true unless set. Without it a torn sector can end in the
     * middle, and those of its bytes that were being changed can have any value.
     *
     * @param atomic whether it is.
     * @return this.
     */
    public SimulatedStorage atomicSectors(final boolean atomic) {
        machine.traits.atomicSectors = atomic;
        return this;
    }

    /**
     * Whether {@link #openDirectory} makes the directories durable that it creates; true unless set. Without it a
     * directory can be lost with all that it holds, until its parent is opened and forced.
     *
     * @param durable whether it does.
     * @return this.
     */
    public SimulatedStorage durableDirectories(final boolean durable) {
        machine.traits.durableDirectories = durable;
        return this;
    }

    /**
     * The size of the disk, which counts whole pages of files. Unlimited unless set.
     *
     * @param bytes beyond which a write fails with "No space left on device".
     * @return this.
     */
    public SimulatedStorage capacityBytes(final long bytes) {
        machine.capacityBytes(bytes);
        return this;
    }

    /**
     * The size of the disk.
     *
     * @return bytes.
     */
    public long capacityBytes() {
        return machine.capacityBytes();
    }

    /**
     * The space that files use. A deleted file uses its space until it is closed and unmapped.
     *
     * @return bytes, in whole pages.
     */
    public long allocatedBytes() {
        return machine.allocatedBytes();
    }

    /**
     * A step boundary: what is stored before and after it does not happen at the same time. To be fast it looks for
     * stores near those of the step before, and everywhere only sometimes; a store that it misses counts as a later
     * one, which does not matter to any force.
     */
    public void step() {
        machine.step();
    }

    /** Power is lost and comes back. */
    public void crash() {
        machine.losePower();
    }

    /** The process ends without warning, and the machine goes on. */
    public void killProcess() {
        machine.loseProcess();
    }

    /**
     * Let the n-th call from now fail once. Only calls that the fault concerns are counted: every call for
     * {@link SimulatedFault#CRASH} and {@link SimulatedFault#KILL}, forces of all kinds for the failing forces, writes
     * and creations for {@link SimulatedFault#NO_SPACE}, reads and writes for {@link SimulatedFault#IO_ERROR}. So a
     * loop over n that ends when {@link #faultPending()} has stayed true has tried each place once.
     *
     * @param n     1 for the next such call.
     * @param fault that happens.
     */
    public void failAt(final long n, final SimulatedFault fault) {
        machine.faults.add(null, n, fault, false);
    }

    /**
     * Let the n-th call of one kind from now fail once.
     *
     * @param call  that fails.
     * @param n     1 for the next such call.
     * @param fault that happens: one of those that can happen there. {@link SimulatedFault#IO_ERROR} and
     *              {@link SimulatedFault#NO_SPACE} can happen at all calls that throw {@link IOException} but forces.
     */
    public void failAt(final SimulatedCall call, final long n, final SimulatedFault fault) {
        machine.faults.add(call, n, fault, false);
    }

    /**
     * Let the n-th call from now and all later ones fail, until {@link #clearFaults()}; counted as in
     * {@link #failAt(long, SimulatedFault)}.
     *
     * @param n     1 for the next such call.
     * @param fault that happens.
     */
    public void failFrom(final long n, final SimulatedFault fault) {
        machine.faults.add(null, n, fault, true);
    }

    /** Forget all planned faults. */
    public void clearFaults() {
        machine.faults.clear();
    }

    /**
     * Whether a planned fault is still to come.
     *
     * @return true when there is one; always after {@link #failFrom}.
     */
    public boolean faultPending() {
        return !machine.faults.isEmpty();
    }

    /**
     * How many calls a planned fault has hit.
     *
     * @return the number.
     */
    public int faultsHit() {
        return machine.faults.hits();
    }

    /**
     * An identical, independent storage, with the same future if the same is done to it. Handles are not copied, it is
     * left as a process would leave it that ends now, and no faults are planned.
     *
     * @return the copy.
     */
    public SimulatedStorage fork() {
        return new SimulatedStorage(machine.fork(machine.random().copy()));
    }

    /**
     * An identical, independent storage with a future of its own.
     *
     * @param seed of what happens to it by chance.
     * @return the copy.
     */
    public SimulatedStorage fork(final long seed) {
        return new SimulatedStorage(machine.fork(new SeededRandom(seed)));
    }

    /**
     * What has happened so far, and what is open.
     *
     * @return a view, always up to date.
     */
    public SimulatedCounters counters() {
        return counters;
    }

    /**
     * Access to files behind the back of everybody, to look at them or to damage them.
     *
     * @param directory that exists.
     * @return a view of its files, for as long as the directory exists.
     */
    public SimulatedFiles files(final Path directory) {
        DirectoryInode found = machine.root();
        for (final Path name : directory.toAbsolutePath().normalize()) {
            final Inode next = found.find(name.toString());
            if (!(next instanceof DirectoryInode)) {
                throw new UncheckedIOException(new NoSuchFileException(directory.toString()));
            }
            found = (DirectoryInode) next;
        }
        return new SimulatedFiles(machine, found);
    }

    /**
     * The kinds and names of what is open: directories, files, regions and locks, in the order of opening.
     *
     * @return a new list, for instance of {@code REGION 00000000000000000000.seg}.
     */
    public List<String> openHandles() {
        final List<String> result = new ArrayList<>();
        machine.handles().forEach(handle -> result.add(handle.kind() + " " + handle));
        return result;
    }
}
