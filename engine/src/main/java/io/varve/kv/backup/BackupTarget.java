package io.varve.kv.backup;

import io.varve.ConfigurationException;
import io.varve.StoreLockedException;
import io.varve.io.Storage;
import io.varve.io.StorageDirectory;
import io.varve.io.StorageLock;
import io.varve.log.FollowedLog;
import io.varve.store.AtomicFile;
import io.varve.store.Codec;
import io.varve.store.MarkFile;
import io.varve.store.MarkSlot;
import io.varve.store.SegmentList;
import io.varve.store.StoreFileNames;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directory that a follower keeps current. It holds the lock of a writer, and leaves the files in an order in which
 * recovery always finds a store: the epoch is announced before a frame of it is written, frames are forced before a
 * list or W covers them, a segment is deleted after the list without it is durable. The first list is written when
 * everything in it is there; without one the directory is no store.
 *
 * <p>Used by one thread.
 */
final class BackupTarget implements AutoCloseable {

    /** In place of the token of a writer: nobody but followers has written here since. */
    private static final StoreId FOLLOWER = new StoreId(Codec.magic("VARVEFOL"), 0);

    private final StorageDirectory directory;
    private final StorageLock lock;
    private final int segmentLength;
    private final Set<Long> held = new HashSet<>();
    private MarkFile mark;
    private SegmentList list;

    private BackupTarget(final StorageDirectory directory, final StorageLock lock, final int segmentLength) {
        this.directory = directory;
        this.lock = lock;
        this.segmentLength = segmentLength;
    }

    static BackupTarget open(final Storage storage, final Path path, final FollowedLog log) throws IOException {
        final StorageDirectory directory = storage.openDirectory(path, true);
        StorageLock lock = null;
        try {
            final List<String> names = directory.list();
            if (directory.key().equals(log.directory().key())) {
                throw new ConfigurationException(path + " is the store itself; its backup needs another directory");
            }
            if (!names.isEmpty() && names.stream().noneMatch(StoreFileNames::isOurs)) {
                throw new ConfigurationException(
                    path + " is no backup: it holds " + names.get(0) + " and none of a store's files");
            }
            lock = directory.tryLock(StoreFileNames.LOCK);
            if (lock == null) {
                throw new StoreLockedException(path + " is open already, in this process or in another one; a backup "
                    + "has one follower at a time, and none while it is open as a store", path.toString());
            }
            return new BackupTarget(directory, lock, log.segmentLength());
        } finally {
            if (lock == null) {
                directory.close();
            }
        }
    }

    StorageDirectory directory() {
        return directory;
    }

    /** Whether a segment is there that holds frames up to where the last round has come, if they reach into it. */
    boolean holds(final long base) {
        return held.contains(base);
    }

    /** Find out what is there, and hold it against the store; returns up to where it is current. */
    long resume(final FollowedLog log, final SegmentCopy copy) throws IOException {
        mark = MarkFile.open(directory, true);
        list = SegmentList.load(directory);
        if (mark == null && (list != null || directory.list().stream().anyMatch(StoreFileNames::isSegment))) {
            throw refuse("its mark is missing or damaged");
        }
        if (mark != null && !mark.slot().storeId().equals(log.storeId())) {
            throw refuse("it is of another store");
        }
        if (list == null) {
            deleteUnlisted(Set.of());
            return 0;
        }
        list.onChange(mark::listGeneration);
        final long reached = Math.max(mark.watermark(), list.watermark());
        final List<Long> bases = list.basePositions().stream().filter(base -> base < reached).toList();
        if (!bases.isEmpty()) {
            check(log, copy, bases, reached);
        }
        if (bases.size() < list.basePositions().size()) {
            // Spares of a writer that had it open; the names are needed again.
            list.replace(bases);
        }
        held.addAll(bases);
        return reached;
    }

    /**
     * What only followers have written is the store's, which cannot lose it. Once it was open as a store, the segment
     * in which it ends must still be the same in both.
     */
    private void check(final FollowedLog log, final SegmentCopy copy, final List<Long> bases, final long reached)
        throws IOException {
        if (list.segmentLength() != segmentLength || list.kind() != StoreKind.KEY_VALUE) {
            throw refuse("it is of another store");
        }
        final long base = bases.get(bases.size() - 1);
        if (log.end() < reached || !mark.slot().writerToken().equals(FOLLOWER)
            && (!log.isListed(base) || !copy.isSame(base, (int) Math.min(reached - base, segmentLength)))) {
            throw refuse("it ends at position " + reached + " with what the store does not have there, because it was "
                + "written");
        }
    }

    private ConfigurationException refuse(final String why) {
        return new ConfigurationException(directory.path() + " cannot be brought up to date: " + why
            + "; begin anew in an empty directory");
    }

    /** Before frames of an epoch are written, or of one before it. */
    void announce(final long epoch, final long reached) throws IOException {
        if (mark.slot().epoch() < epoch || !mark.slot().writerToken().equals(FOLLOWER)) {
            final MarkSlot old = mark.slot();
            // No boot is named: whoever reads the copy meanwhile holds every frame against its checksum.
            mark.write(new MarkSlot(old.sequence() + 1, old.storeId(), Math.max(epoch, old.epoch()), reached, reached,
                false, segmentLength, StoreId.NONE, FOLLOWER));
        }
    }

    /** Before the first frame is written. */
    void begin(final StoreId storeId, final long epoch) throws IOException {
        if (mark == null) {
            mark = MarkFile.create(directory, new MarkSlot(1, storeId, epoch, 0, 0, false, segmentLength,
                StoreId.NONE, FOLLOWER));
        }
    }

    /** Segments hold everything up to a position, durably. */
    void reached(final List<Long> bases, final long position) throws IOException {
        if (!held.equals(Set.copyOf(bases)) || list == null) {
            directory.force();
            if (list == null) {
                list = SegmentList.create(directory, segmentLength, StoreKind.KEY_VALUE, bases, position);
                list.onChange(mark::listGeneration);
            } else {
                list.watermark(position);
                list.replace(bases);
            }
            held.clear();
            held.addAll(bases);
            deleteUnlisted(held);
        }
        mark.watermark(position);
    }

    private void deleteUnlisted(final Set<Long> listed) throws IOException {
        final Set<String> names = new HashSet<>();
        listed.forEach(base -> names.add(StoreFileNames.segment(base)));
        for (final String name : directory.list()) {
            if (StoreFileNames.isSegment(name) && !names.contains(name)) {
                AtomicFile.deleteIfExists(directory, name);
            }
        }
    }

    @Override
    public void close() {
        if (mark != null) {
            mark.close();
        }
        lock.close();
        directory.close();
    }
}
