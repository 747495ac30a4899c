package io.varve.io.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The simulated computer: its clock is the calls that are made, its disk the directories below the root. Each call is
 * a step boundary. What has been stored since the last one is found then, the background write-back gets its chance,
 * and a planned fault is handed to the call, which knows what failing in the middle means for it.
 */
final class Machine {

    /** Keys are compared across class loaders, so a counter of this one is not enough. */
    private static final String LOADER = UUID.randomUUID().toString();
    private static final int STEPS_BETWEEN_THOROUGH = 15;
    private static final AtomicLong MACHINES = new AtomicLong();

    final FaultPlan faults = new FaultPlan();
    final Statistics statistics = new Statistics();
    final DiskTraits traits = new DiskTraits();
    private final long id = MACHINES.incrementAndGet();
    private final byte[] scratch = new byte[TornPage.PAGE_SIZE];
    private final List<FileInode> watched = new ArrayList<>();
    private final List<FileInode> dirty = new ArrayList<>();
    private final Set<Handle> handles = new LinkedHashSet<>();
    private final SeededRandom random;
    private DirectoryInode root;
    private long capacityBytes = Long.MAX_VALUE;
    private long allocatedBytes;
    private long lastInode;
    private int generation;
    private int stepsUntilThorough;

    Machine(final SeededRandom random) {
        this.random = random;
        root = new DirectoryInode(++lastInode);
    }

    SeededRandom random() {
        return random;
    }

    DirectoryInode root() {
        return root;
    }

    int generation() {
        return generation;
    }

    long nextInode() {
        return ++lastInode;
    }

    /** An identity of a file or directory that no other process, living or dead, gives to another. */
    String key(final long inode) {
        return "simulated-" + LOADER + "-" + id + "." + generation + "-" + inode;
    }

    Set<Handle> handles() {
        return handles;
    }

    long capacityBytes() {
        return capacityBytes;
    }

    void capacityBytes(final long bytes) {
        capacityBytes = bytes;
    }

    long allocatedBytes() {
        return allocatedBytes;
    }

    /** How many bytes can be written at an offset of a file; the space for them is taken. */
    int allocate(final FileInode file, final int offset, final int length) {
        final long room = Math.max(0, capacityBytes - allocatedBytes) & -TornPage.PAGE_SIZE;
        final int end = (int) Math.min(offset + length, Math.max(file.size(), file.allocatedBytes() + room));
        if (end <= offset) {
            return 0;
        }
        if (end > file.size()) {
            allocatedBytes += FileInode.allocatedBytes(end) - file.allocatedBytes();
        }
        return end - offset;
    }

    void allocated(final long bytes) {
        allocatedBytes += bytes;
    }

    /** Give the space back if neither an entry nor a holder is left. */
    void release(final FileInode file) {
        if (!file.isLinked() && file.holders() == 0) {
            allocatedBytes -= file.allocatedBytes();
            dirty.remove(file);
        }
    }

    void watch(final FileInode file) {
        if (!watched.contains(file)) {
            watched.add(file);
        }
    }

    /** Pages become dirty as they are. */
    void touch(final FileInode file, final int from, final int to) {
        file.touch(from, to);
        touched(file);
    }

    void touched(final FileInode file) {
        if (file.isDirty() && !dirty.contains(file)) {
            dirty.add(file);
        }
    }

    /** A step boundary. */
    void step() {
        // Stores that are found late belong to a later step, which is no less possible; a force looks for itself.
        scan(--stepsUntilThorough < 0);
        if (drawWriteBack()) {
            writeBack();
        }
        settle();
    }

    boolean drawWriteBack() {
        return random.chance(traits.writeBackProbability);
    }

    /** The background writes some pages of some file. */
    void writeBack() {
        while (!dirty.isEmpty()) {
            final int index = random.nextInt(dirty.size());
            if (dirty.get(index).isDirty()) {
                dirty.get(index).writeBack(random, scratch);
                break;
            }
            dirty.remove(index);
        }
    }

    private void scan(final boolean thorough) {
        if (thorough) {
            stepsUntilThorough = STEPS_BETWEEN_THOROUGH;
        }
        for (final FileInode file : watched) {
            file.scan(thorough);
            touched(file);
        }
    }

    private void settle() {
        for (int i = watched.size() - 1; i >= 0; i--) {
            watched.get(i).settle();
            if (!watched.get(i).isWatched()) {
                watched.remove(i);
            }
        }
    }

    /** The beginning of every call: a step boundary, and then perhaps a fault. */
    SimulatedFault enter(final SimulatedCall call) {
        step();
        statistics.calls++;
        return faults.isEmpty() ? null : faults.next(call);
    }

    /** The end of a call that a fault hits and that has been applied as far as the fault lets it. */
    IOException fail(final SimulatedFault fault, final SimulatedCall call, final Object subject) {
        switch (fault) {
            case CRASH:
                losePower();
                throw new SimulatedCrashError("power lost at call " + statistics.calls + ", " + call + " " + subject);
            case KILL:
                loseProcess();
                throw new SimulatedCrashError("killed at call " + statistics.calls + ", " + call + " " + subject);
            case NO_SPACE:
                return new IOException(subject + ": No space left on device");
            default:
                return new IOException(subject + ": Input/output error");
        }
    }

    /** Force a range of a file, with what the fault does to it; null for none. */
    void force(final FileInode file, final int from, final int to, final SimulatedFault fault) {
        file.scan(true);
        if (fault == null) {
            statistics.forces++;
            statistics.forcedBytes += file.force(from, to);
        } else if (fault == SimulatedFault.FORCE_FAILS_KEEPS || fault == SimulatedFault.FORCE_FAILS_REVERTS) {
            file.forceFails(from, to, fault == SimulatedFault.FORCE_FAILS_REVERTS, random);
        } else {
            file.forcePartly(from, to, random);
        }
        touched(file);
        if (fault != SimulatedFault.CRASH) {
            file.settle();
        }
    }

    void losePower() {
        scan(true);
        final Set<FileInode> files = new LinkedHashSet<>();
        final Set<DirectoryInode> directories = new LinkedHashSet<>();
        collect(root, directories, files);
        files.forEach(file -> file.losePower(random, scratch, traits.atomicSectors));
        directories.forEach(directory -> directory.losePower(random));
        statistics.crashes++;
        dirty.clear();
        restart();
    }

    void loseProcess() {
        scan(true);
        step();
        final Set<FileInode> files = new LinkedHashSet<>();
        collect(root, new LinkedHashSet<>(), files);
        files.forEach(FileInode::loseProcess);
        statistics.kills++;
        restart();
    }

    private void restart() {
        generation++;
        handles.clear();
        watched.clear();
        linkAll();
    }

    private void linkAll() {
        final Set<FileInode> files = new LinkedHashSet<>();
        link(root, files);
        allocatedBytes = files.stream().mapToLong(FileInode::allocatedBytes).sum();
    }

    /** All that exists or may exist after a loss of power, in an order that depends on the history only. */
    private static void collect(
        final DirectoryInode directory, final Set<DirectoryInode> directories, final Set<FileInode> files) {
        if (directories.add(directory)) {
            for (final Inode inode : directory.reachable()) {
                if (inode instanceof DirectoryInode) {
                    collect((DirectoryInode) inode, directories, files);
                } else {
                    ((FileInode) inode).linked(false);
                    files.add((FileInode) inode);
                }
            }
        }
    }

    private static void link(final DirectoryInode directory, final Set<FileInode> files) {
        for (final Inode inode : directory.entries().values()) {
            if (inode instanceof DirectoryInode) {
                link((DirectoryInode) inode, files);
            } else {
                ((FileInode) inode).linked(true);
                files.add((FileInode) inode);
            }
        }
    }

    /** The same machine once more, with another source of randomness, as its processes would leave it now. */
    Machine fork(final SeededRandom otherRandom) {
        final Machine result = new Machine(otherRandom);
        final Map<Inode, Inode> copies = new IdentityHashMap<>();
        result.root = (DirectoryInode) copy(root, copies);
        watched.stream().map(copies::get).filter(Objects::nonNull)
            .forEach(file -> result.watched.add((FileInode) file));
        dirty.stream().map(copies::get).filter(Objects::nonNull)
            .forEach(file -> result.dirty.add((FileInode) file));
        result.lastInode = lastInode;
        result.stepsUntilThorough = stepsUntilThorough;
        result.capacityBytes = capacityBytes;
        result.traits.copyFrom(traits);
        result.statistics.copyFrom(statistics);
        result.linkAll();
        return result;
    }

    private static Inode copy(final Inode inode, final Map<Inode, Inode> copies) {
        final Inode known = copies.get(inode);
        if (known != null) {
            return known;
        }
        final Inode result = inode instanceof FileInode ? ((FileInode) inode).copy()
            : ((DirectoryInode) inode).copy(child -> copy(child, copies));
        copies.put(inode, result);
        return result;
    }
}
