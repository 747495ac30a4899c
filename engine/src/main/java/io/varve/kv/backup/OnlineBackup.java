package io.varve.kv.backup;

import io.varve.ConfigurationException;
import io.varve.StoreFailedException;
import io.varve.io.StorageDirectory;
import io.varve.kv.checkpoint.CheckpointCopy;
import io.varve.kv.compaction.SegmentPins;
import io.varve.log.LogConfig;
import io.varve.log.LogFoundation;
import io.varve.store.MarkFile;
import io.varve.store.MarkSlot;
import io.varve.store.SegmentList;
import io.varve.store.StoreId;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Copies an open store to another directory while it is written. The copy ends at a boundary between batches: where the
 * log ended while no segment could leave the store. Then the segments up to there are pinned, the log is forced up to
 * there, and they are linked or copied.
 *
 * <p>The mark is written first and the list of segments last: a directory with one and without the other is refused,
 * so what an interrupted backup leaves is never taken for a store. Safe for use by many threads.
 */
public final class OnlineBackup {

    private static final long FORCE_TIMEOUT_S = 60;

    private final LogFoundation foundation;
    private final LogConfig config;
    private final SegmentPins pins;

    /** What is copied. */
    private record Contents(long end, List<Long> bases) {
    }

    /**
     * For a store.
     *
     * @param foundation of the store.
     * @param pins       of its segments.
     */
    public OnlineBackup(final LogFoundation foundation, final SegmentPins pins) {
        this.foundation = foundation;
        this.pins = pins;
        config = foundation.log().config();
    }

    /**
     * Write a backup.
     *
     * @param path of a directory that is empty or not there.
     * @return what was done.
     */
    public BackupResult run(final Path path) {
        foundation.throwIfHalted();
        boolean done = false;
        try (StorageDirectory target = config.storage().openDirectory(path, true)) {
            final List<String> names = target.list();
            if (!names.isEmpty()) {
                throw new ConfigurationException(
                    path + " is not empty: it holds " + names.get(0) + "; a backup needs an empty directory");
            }
            try {
                final BackupResult result = write(target);
                done = true;
                return result;
            } finally {
                if (!done) {
                    clear(target);
                }
            }
        } catch (final IOException ex) {
            throw new StoreFailedException("the backup in " + path + " could not be written: " + ex, ex);
        }
    }

    private static void clear(final StorageDirectory target) throws IOException {
        for (final String name : target.list()) {
            target.delete(name);
        }
    }

    private BackupResult write(final StorageDirectory target) throws IOException {
        // A checkpoint that was there before the end was chosen does not reach beyond it.
        try (CheckpointCopy checkpoint = CheckpointCopy.open(foundation.directory())) {
            final Contents contents = foundation.whileNothingIsRemoved(() -> {
                final long end = foundation.log().committedPosition();
                final List<Long> bases = foundation.segmentsBelow(end);
                pins.pin(bases);
                return new Contents(end, bases);
            });
            try {
                return write(target, contents, checkpoint);
            } finally {
                pins.unpin(contents.bases());
            }
        }
    }

    private BackupResult write(final StorageDirectory target, final Contents contents,
        final CheckpointCopy checkpoint) throws IOException {
        final long end = contents.end();
        if (end > foundation.log().durablePosition()) {
            foundation.log().awaitDurable(end - 1, FORCE_TIMEOUT_S, TimeUnit.SECONDS);
        }
        final StoreId token = new StoreId(config.ids().getAsLong(), config.ids().getAsLong());
        MarkFile.create(target, new MarkSlot(1, foundation.storeId(), foundation.log().epoch(), end, end, true,
            config.segmentLength(), StoreId.NONE, token)).close();
        int linked = 0;
        long copied = 0;
        try (SegmentCopy copy = new SegmentCopy(foundation.directory(), target, foundation.replay(),
            foundation.storeId(), config.segmentLength())) {
            for (final long base : contents.bases()) {
                if (base + config.segmentLength() <= end && copy.link(base)) {
                    linked++;
                } else {
                    copied += copy.create(base, end);
                }
            }
        }
        if (checkpoint.end() != CheckpointCopy.NONE) {
            copied += checkpoint.writeTo(target);
        }
        target.force();
        SegmentList.create(target, config.segmentLength(), StoreKind.KEY_VALUE, contents.bases(), end);
        return new BackupResult(end, contents.bases().size(), linked, copied);
    }
}
