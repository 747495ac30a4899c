package io.varve.kv;

import io.varve.StoreClosedException;
import io.varve.agent.PaddedLong;
import io.varve.agent.ReaderEpochs;
import io.varve.io.MappedStorage;
import io.varve.io.Storage;
import io.varve.log.FollowedLog;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A key-value store that another process may be writing, open for reading, with an index of its own. Nothing in its
 * directory is changed, and the writer knows nothing of it.
 *
 * <p>It shows the store as it was at a boundary between batches: at the end of the log when it was opened, and again at
 * every {@link #refresh()}, which an application calls as often as it wants to see what is new. A writer that is
 * stopped or killed changes nothing but that. After a power loss it ends where a writer that opens the store will let
 * it end.
 *
 * <pre>{@code
 * try (ReadOnlyKeyValueStore store = ReadOnlyKeyValueStore.open(Path.of("accounts"));
 *     KeyValueReader reader = store.reader()) {
 *     store.refresh();
 *     int length = reader.get(key, 0, key.capacity(), target, 0);
 * }
 * }</pre>
 *
 * <p>Segments that compaction has deleted take up disk space until {@code refresh()} is called. Safe for use by many
 * threads, but for readers, which belong to one thread each; a reader that reads while another thread is in
 * {@code refresh()} sees each key as it is after or was before. A {@code multiGet} waits for the end of that.
 */
public final class ReadOnlyKeyValueStore implements AutoCloseable {

    private static final long CLOSE_WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    private final Path path;
    private final FollowedLog log;
    private final ReaderEpochs epochs = new ReaderEpochs();
    private final KeyFollower keys;
    private final StoreTime storeTime;
    /** Odd while the index is behind the log. */
    private final PaddedLong refreshSequence = new PaddedLong(0);
    private final KeySource source = new FollowedKeys();
    private volatile KeyIndex index;
    private volatile long position;
    private volatile long greatestTimeMs;

    private ReadOnlyKeyValueStore(final Path path, final FollowedLog log, final StoreTime storeTime)
        throws IOException {
        this.storeTime = storeTime;
        this.path = path;
        this.log = log;
        keys = new KeyFollower(log, epochs, refreshSequence, ThreadLocalRandom.current().nextLong());
        publish();
        index = keys.index();
    }

    /**
     * Open the store in a directory for reading.
     *
     * @param path of the directory.
     * @return the open store, as it is now.
     * @throws io.varve.ConfigurationException when there is no key-value store, the JVM lacks the flag, or one of its
     *                                         files is a link or may be written by others.
     * @throws io.varve.StoreCorruptException  when the store is damaged.
     * @throws io.varve.StoreFailedException   when the file system fails.
     */
    public static ReadOnlyKeyValueStore open(final Path path) {
        return open(MappedStorage.instance(), path, StoreTime.WALL);
    }

    /**
     * Open the store in a directory of some storage for reading.
     *
     * @param storage   that the directory is of.
     * @param path      of the directory.
     * @param storeTime by which the writer lets keys expire.
     * @return the open store, as it is now.
     * @see #open(Path)
     */
    public static ReadOnlyKeyValueStore open(final Storage storage, final Path path, final StoreTime storeTime) {
        final FollowedLog log = FollowedLog.open(storage, path, StoreKind.KEY_VALUE);
        ReadOnlyKeyValueStore store = null;
        try {
            store = new ReadOnlyKeyValueStore(path, log, storeTime);
            return store;
        } catch (final IOException ex) {
            throw KeyValueStore.unreadable(path, ex);
        } finally {
            if (store == null) {
                log.close();
            }
        }
    }

    /**
     * Follow the log to where it ends now. Costs little when nothing is new.
     *
     * @return how many records were applied, those that compaction has moved included.
     * @throws io.varve.StoreCorruptException when what is new is damaged; what was there before can still be read.
     * @throws StoreClosedException           when the store is closed.
     */
    public synchronized long refresh() {
        throwIfClosed();
        try {
            return keys.follow();
        } finally {
            publish();
        }
    }

    private void publish() {
        position = keys.position();
        greatestTimeMs = TimeUnit.NANOSECONDS.toMillis(keys.greatestTimeNs());
    }

    /**
     * A new reader.
     *
     * @return a reader, which belongs to one thread at a time and must be closed.
     * @throws StoreClosedException when the store is closed.
     */
    public KeyValueReader reader() {
        throwIfClosed();
        return new KeyValueReader(new RecordFinder(source, keys.slots(), epochs,
            KeyValueConfig.maxFrameValueLength(log.segmentLength())), refreshSequence,
            KeyValueConfig.maxKeyLength(log.segmentLength()));
    }

    /**
     * A way to go over all keys.
     *
     * @return a scan, which belongs to one thread at a time and must be closed.
     * @throws StoreClosedException when the store is closed.
     */
    public KeyValueScan scan() {
        throwIfClosed();
        return new KeyValueScan(source, keys.slots(), epochs);
    }

    /**
     * Up to where the log was followed.
     *
     * @return position between batches: what was put there and behind is not seen yet.
     */
    public long position() {
        return position;
    }

    /**
     * How many keys there are, expired ones that nobody has looked at included.
     *
     * @return the count at the last refresh.
     * @throws StoreClosedException when the store is closed.
     */
    public synchronized long size() {
        throwIfClosed();
        return index.table().statistics().keys();
    }

    private void throwIfClosed() {
        if (index == null) {
            throw new StoreClosedException("the key-value store " + path + " is closed");
        }
    }

    /**
     * Close the store. Waits at most five seconds for readers that are in the middle of something; what is held longer
     * stays mapped until the process ends. Repeated calls do nothing.
     */
    @Override
    public synchronized void close() {
        if (index == null) {
            return;
        }
        index = null;
        final long since = epochs.advance();
        final long deadlineNs = System.nanoTime() + CLOSE_WAIT_NS;
        while (!epochs.isQuiet(since)) {
            if (System.nanoTime() > deadlineNs) {
                return;
            }
            Thread.onSpinWait();
        }
        keys.index().table().close();
        log.close();
    }

    @Override
    public String toString() {
        return "ReadOnlyKeyValueStore[" + path + ", followed to " + position + "]";
    }

    /** What readers need of a store that is followed. */
    private final class FollowedKeys implements KeySource {

        @Override
        public KeyIndex index() {
            return index;
        }

        @Override
        public long nowMs() {
            return storeTime == StoreTime.COMMAND ? greatestTimeMs
                : Math.max(System.currentTimeMillis(), greatestTimeMs);
        }

        @Override
        public void throwIfClosed() {
            ReadOnlyKeyValueStore.this.throwIfClosed();
        }
    }
}
