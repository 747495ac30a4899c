package io.varve.log;

import io.varve.StoreCorruptException;
import io.varve.StoreFailedException;
import io.varve.VarveException;
import io.varve.agent.AgentRole;
import io.varve.io.StorageDirectory;
import io.varve.settings.Rule;
import io.varve.store.CursorFile;
import io.varve.store.CursorSlot;
import io.varve.store.PublishFailedException;
import io.varve.store.StoreFileNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.agrona.concurrent.Agent;

/** The cursors of an open log. An agent makes their commits durable; retention asks for the lowest. */
final class LogCursors implements Agent {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final StorageDirectory directory;
    private final LogStatus status;
    private final LogConfig config;
    private final long epoch;
    private final Map<String, LogCursor> cursors = new ConcurrentHashMap<>();
    /** Cursors whose files cannot be read, and why. */
    private final Map<String, StoreCorruptException> damaged = new ConcurrentHashMap<>();
    private final MeasuredAgent measured;
    private boolean started;
    private long nextPersistNs = Long.MIN_VALUE;

    LogCursors(final StorageDirectory directory, final LogStatus status, final LogConfig config, final long epoch) {
        this.directory = directory;
        this.status = status;
        this.config = config;
        this.epoch = epoch;
        measured = new MeasuredAgent(AgentRole.FORCE, this, true, config, status);
    }

    /**
     * Open all cursors of the store. One that is behind the end of the recovered log is marked before anything can be
     * appended, so that it is never taken for a place among later records. After an unclean end all are written anew,
     * because a force of theirs may have failed unseen.
     */
    void load(final long tail, final boolean clean) throws IOException {
        boolean loaded = false;
        try {
            for (final String fileName : directory.list()) {
                if (fileName.endsWith(StoreFileNames.CURSOR_SUFFIX)) {
                    load(fileName.substring(0, fileName.length() - StoreFileNames.CURSOR_SUFFIX.length()), tail, clean);
                }
            }
            loaded = true;
        } finally {
            if (!loaded) {
                cursors.values().forEach(LogCursor::unmap);
            }
        }
    }

    /** One damaged cursor does not keep the others from the log; it is reported by who asks for it. */
    private void load(final String name, final long tail, final boolean clean) throws IOException {
        CursorFile file;
        try {
            file = CursorFile.open(directory, name);
        } catch (final StoreCorruptException ex) {
            damaged.put(name, ex);
            status.events.failed("reading the cursor " + name, ex);
            return;
        }
        final boolean isCut = file.slot().position() > tail && !file.slot().ahead();
        if (isCut || !clean) {
            file.close();
            file = CursorFile.create(directory, name, isCut ? file.slot().cut() : file.slot());
        }
        cursors.put(name, new LogCursor(name, file, status, (before, position) -> epoch));
    }

    /**
     * The cursor of a name, made at the beginning of the log when there is none yet. Retention takes the same lock, so
     * that the beginning does not move before the cursor holds it.
     */
    synchronized LogCursor open(final String name, final boolean droppable, final LongSupplier firstPosition) {
        checkName(name);
        status.throwIfHalted();
        if (damaged.containsKey(name)) {
            throw new StoreCorruptException("the cursor " + name + " is damaged: " + damaged.get(name).getMessage()
                + "; where it stood is unknown, and until it is deleted retention gives nothing back");
        }
        final LogCursor existing = cursors.get(name);
        if (existing != null) {
            Rule.check(existing.isDroppable() == droppable, "droppable", droppable,
                "must be " + existing.isDroppable() + ", as the cursor " + name + " was created with");
            startAgent();
            return existing.isClosed() ? reopen(name) : existing;
        }
        try {
            return add(name, CursorFile.create(directory, name,
                new CursorSlot(1, epoch, firstPosition.getAsLong(), droppable, false)));
        } catch (final PublishFailedException ex) {
            status.fail(ex);
            throw new StoreFailedException("the cursor " + name + " may be lost in a crash: " + ex.getMessage(), ex);
        } catch (final IOException ex) {
            throw new StoreFailedException("the cursor " + name + " could not be created: " + ex.getMessage(), ex);
        }
    }

    private LogCursor reopen(final String name) {
        try {
            return add(name, CursorFile.open(directory, name));
        } catch (final IOException ex) {
            throw new StoreFailedException("the cursor " + name + " could not be opened: " + ex.getMessage(), ex);
        }
    }

    private LogCursor add(final String name, final CursorFile file) {
        final LogCursor cursor = new LogCursor(name, file, status, (before, position) -> epoch);
        cursors.put(name, cursor);
        startAgent();
        return cursor;
    }

    /** Delete a cursor, a damaged one too; returns whether there was one. */
    synchronized boolean delete(final String name) {
        checkName(name);
        status.throwIfHalted();
        final LogCursor cursor = cursors.remove(name);
        if (cursor == null && damaged.remove(name) == null) {
            return false;
        }
        if (cursor != null) {
            cursor.unmap();
        }
        try {
            directory.delete(StoreFileNames.cursor(name));
            directory.force();
            return true;
        } catch (final IOException ex) {
            throw new StoreFailedException("the cursor " + name + " may be there again when the log is opened: "
                + ex.getMessage(), ex);
        }
    }

    static void checkName(final String name) {
        Rule.check(name != null && NAME.matcher(name).matches(), "cursor name", name,
            "must have 1 to 64 letters, digits, - or _");
    }

    private void startAgent() {
        if (!started) {
            started = true;
            config.agents().add(AgentRole.FORCE, measured);
        }
    }

    void stopAgent() {
        config.agents().remove(AgentRole.FORCE, measured);
    }

    long lowestHeld() {
        if (!damaged.isEmpty()) {
            return 0;
        }
        long lowest = Long.MAX_VALUE;
        for (final LogCursor cursor : cursors.values()) {
            lowest = Math.min(lowest, cursor.held());
        }
        return Math.min(lowest, lowestOfOthers());
    }

    /** What the cursors of other processes hold, in directories that the configuration names. */
    private long lowestOfOthers() {
        long lowest = Long.MAX_VALUE;
        for (final Path path : config.cursorDirectories()) {
            try {
                lowest = Math.min(lowest, lowestIn(path));
            } catch (final IOException | VarveException ex) {
                status.events.failed("reading cursors in " + path, ex);
                // A cursor that cannot be read might hold anything.
                return 0;
            }
        }
        return lowest;
    }

    private long lowestIn(final Path path) throws IOException {
        final StorageDirectory opened;
        try {
            opened = config.storage().openDirectory(path, false);
        } catch (final NoSuchFileException ignored) {
            // Nobody has a cursor there yet.
            return Long.MAX_VALUE;
        }
        long lowest = Long.MAX_VALUE;
        try (StorageDirectory others = opened) {
            for (final String fileName : others.list()) {
                if (fileName.endsWith(StoreFileNames.CURSOR_SUFFIX)) {
                    lowest = Math.min(lowest, positionOf(others, fileName));
                }
            }
        }
        return lowest;
    }

    private static long positionOf(final StorageDirectory others, final String fileName) throws IOException {
        try {
            return CursorFile.read(others, fileName).position();
        } catch (final NoSuchFileException ex) {
            // A link or a directory of that name is there, and cannot be read all the same.
            if (others.list().contains(fileName)) {
                throw ex;
            }
            return Long.MAX_VALUE;
        }
    }

    @Override
    public String roleName() {
        return "log-cursors";
    }

    @Override
    public int doWork() {
        int work = 0;
        if (!cursors.isEmpty() && !status.isHalted()) {
            final long now = config.monotonicClock().nanoTime();
            if (now >= nextPersistNs) {
                nextPersistNs = now + config.forceIntervalNs();
                work = persistAll();
            }
        }
        return work;
    }

    private int persistAll() {
        int work = 0;
        for (final LogCursor cursor : cursors.values()) {
            if (cursor.isUnsaved() && cursor.persist()) {
                work++;
            }
        }
        return work;
    }

    void close() {
        if (!status.isFailed()) {
            persistAll();
        }
        cursors.values().forEach(LogCursor::close);
    }
}
