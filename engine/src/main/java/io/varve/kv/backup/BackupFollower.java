package io.varve.kv.backup;

import io.varve.StoreFailedException;
import io.varve.io.MappedStorage;
import io.varve.io.Storage;
import io.varve.kv.checkpoint.CheckpointCopy;
import io.varve.log.FollowedLog;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps a second directory current with a key-value store that another process, or this one, is writing: whoever loses
 * the first opens the second with {@link io.varve.kv.KeyValueStore#open(Path)}, after {@link #close()}.
 *
 * <pre>{@code
 * try (BackupFollower follower = BackupFollower.open(Path.of("accounts"), Path.of("/backup/accounts"))) {
 *     while (writerLives()) {
 *         if (follower.follow() == 0) {
 *             Thread.sleep(10);
 *         }
 *     }
 *     follower.finish();
 * }
 * }</pre>
 *
 * <p>Nothing in the first directory is changed, and its writer knows nothing of it. Each frame is held against its
 * checksum before it is written to the second. Killed at any moment, the second directory is the store as it was at an
 * earlier moment, and a new follower goes on there; before the first {@code follow()} has ended it is refused as no
 * whole store. A second directory that was opened as a store and not written is taken back, as long as the first one
 * still has the segment in which it ends; one that was written is refused.
 *
 * <p>Used by one thread, but for {@link #position()} and {@link #lag()}.
 */
public final class BackupFollower implements AutoCloseable {

    private final Path path;
    private final FollowedLog log;
    private final BackupTarget target;
    private final SegmentCopy copy;
    /** End of the last checkpoint that was copied. */
    private long checkpointEnd = CheckpointCopy.NONE;
    private boolean isListNew = true;
    private volatile long position;
    private volatile long seenEnd;

    private BackupFollower(final Path path, final FollowedLog log, final BackupTarget target) throws IOException {
        this.path = path;
        this.log = log;
        this.target = target;
        copy = new SegmentCopy(
            log.directory(), target.directory(), log.replay(), log.storeId(), log.segmentLength());
        boolean done = false;
        try {
            log.look();
            position = target.resume(log, copy);
            seenEnd = log.end();
            done = true;
        } finally {
            if (!done) {
                copy.close();
            }
        }
    }

    /**
     * Begin or go on.
     *
     * @param source directory of the store.
     * @param target directory that is empty, not there, or was kept by a follower of the same store.
     * @return a follower that has copied nothing yet.
     * @throws io.varve.ConfigurationException when there is no key-value store in the first, or the second holds
     *                                         something else, or something that the store has not: it was written,
     *                                         or the store lost its end in a power loss.
     * @throws io.varve.StoreLockedException   when somebody else has the second open.
     * @throws io.varve.StoreCorruptException  when one of the two is damaged.
     * @throws StoreFailedException            when the file system fails.
     */
    public static BackupFollower open(final Path source, final Path target) {
        return open(MappedStorage.instance(), source, target);
    }

    /**
     * Begin or go on in some storage.
     *
     * @param storage of both directories.
     * @param source  directory of the store.
     * @param target  directory that is empty, not there, or was kept by a follower of the same store.
     * @return a follower that has copied nothing yet.
     * @see #open(Path, Path)
     */
    public static BackupFollower open(final Storage storage, final Path source, final Path target) {
        final FollowedLog log = FollowedLog.open(storage, source, StoreKind.KEY_VALUE);
        BackupTarget opened = null;
        BackupFollower follower = null;
        try {
            opened = BackupTarget.open(storage, target, log);
            follower = new BackupFollower(target, log, opened);
            return follower;
        } catch (final IOException ex) {
            throw failure(target, ex);
        } finally {
            if (follower == null) {
                if (opened != null) {
                    opened.close();
                }
                log.close();
            }
        }
    }

    private static StoreFailedException failure(final Path path, final IOException cause) {
        return new StoreFailedException("the backup in " + path + " could not be brought up to date: " + cause, cause);
    }

    /**
     * Copy what is new and known to be durable in the store, and give up what compaction has taken out of it. So the
     * second directory never has what a power loss can take from the first. What was copied is durable when the call
     * returns.
     *
     * @return bytes of frames that were copied; 0 when nothing is new.
     * @throws io.varve.StoreCorruptException when a frame of the store does not match its checksum; the second
     *                                        directory is as it was.
     * @throws StoreFailedException           when the file system fails; a later call tries again.
     */
    public long follow() {
        return rounds(false);
    }

    /**
     * Copy everything that is committed in the store, durable or not: when its writer has ended or was killed. Forces
     * the files of the store first, which makes a writer that lives wait for its disk.
     *
     * @return bytes of frames that were copied.
     * @see #follow()
     */
    public long finish() {
        return rounds(true);
    }

    private long rounds(final boolean everything) {
        try {
            long copied = round(everything);
            while (copied < 0) {
                copied = round(everything);
            }
            return copied;
        } catch (final IOException ex) {
            throw failure(path, ex);
        }
    }

    /** Copy up to where the log ends now: how many bytes, or -1 when a segment has gone meanwhile. */
    private long round(final boolean everything) throws IOException {
        try {
            isListNew |= log.look();
            seenEnd = log.end();
            final long end = Math.max(position, everything ? log.end() : log.durable());
            return end > position || isListNew ? copy(end) : 0;
        } catch (final NoSuchFileException ex) {
            if (log.look()) {
                isListNew = true;
                return -1;
            }
            throw ex;
        }
    }

    private long copy(final long end) throws IOException {
        final List<Long> bases = log.bases().stream().filter(base -> base < end).toList();
        for (final long base : bases) {
            if (base + log.segmentLength() > log.durable() && end > log.durable()) {
                copy.forceSource(base);
            }
        }
        target.begin(log.storeId(), log.epoch());
        target.announce(log.epoch(), position);
        long copied = 0;
        for (final long base : bases) {
            copied += copy(base, end);
        }
        target.reached(bases, end);
        position = end;
        isListNew = false;
        copyCheckpoint();
        log.unmapAllBut(end);
        return copied;
    }

    private void copyCheckpoint() throws IOException {
        try (CheckpointCopy checkpoint = CheckpointCopy.open(log.directory())) {
            if (checkpoint.end() > checkpointEnd && checkpoint.end() <= position) {
                checkpoint.writeTo(target.directory());
                checkpointEnd = checkpoint.end();
            }
        }
    }

    private long copy(final long base, final long end) throws IOException {
        final long from = Math.max(base, position);
        final long to = Math.min(end, base + log.segmentLength());
        if (from >= to) {
            return 0;
        }
        return target.holds(base) ? copy.extend(base, from, to) : copy.create(base, to);
    }

    /**
     * Up to where the second directory is current and durable. By any thread.
     *
     * @return position in the log of the store.
     */
    public long position() {
        return position;
    }

    /**
     * How much was not copied yet of what the log held at the beginning of the last call of {@link #follow()} or {@link
     * #finish()}. By any thread.
     *
     * @return bytes.
     */
    public long lag() {
        return Math.max(seenEnd - position, 0);
    }

    /** Let go of both directories. The second one can be opened then. */
    @Override
    public void close() {
        copy.close();
        target.close();
        log.close();
    }

    @Override
    public String toString() {
        return "BackupFollower[" + path + ", current to " + position + "]";
    }
}
