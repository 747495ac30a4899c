package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.StoreFailedException;
import io.varve.store.CursorFile;
import io.varve.store.CursorSlot;
import java.io.IOException;
import java.util.function.LongBinaryOperator;

/**
 * A named, durable place in a log. Reading does not move it: an application commits what it has finished with, and
 * begins there again after a restart, so that each record is handled at least once.
 *
 * <p>Retention keeps what lies behind the last <em>durable</em> commit, unless the cursor is droppable. Safe for use
 * by many threads.
 */
public final class LogCursor implements AutoCloseable {

    private final String name;
    private final CursorFile file;
    private final LogStatus status;
    /** The epoch to be written, for that of the commit before and the position to be committed. */
    private final LongBinaryOperator epoch;
    private volatile long position;
    private volatile long durablePosition;
    private volatile boolean ahead;
    private volatile boolean closed;

    LogCursor(final String name, final CursorFile file, final LogStatus status,
        final LongBinaryOperator epoch) {
        this.name = name;
        this.file = file;
        this.status = status;
        this.epoch = epoch;
        position = file.slot().position();
        durablePosition = position;
        ahead = file.slot().ahead();
    }

    /**
     * The name.
     *
     * @return the name.
     */
    public String name() {
        return name;
    }

    /**
     * The place that was committed last.
     *
     * @return position of the first record that was not committed yet.
     */
    public long position() {
        return position;
    }

    /**
     * The place that survives a crash.
     *
     * @return position up to which commits are durable.
     */
    public long durablePosition() {
        return durablePosition;
    }

    /**
     * Whether the log was cut in front of the cursor by a power loss: records that the application has committed are
     * gone, and others may have been appended in their place since. The cursor holds nothing back, and cannot be read
     * from, until it is committed anew.
     *
     * @return true when it is ahead of what was recovered.
     */
    public boolean isAhead() {
        return ahead;
    }

    /**
     * Whether retention may overtake the cursor.
     *
     * @return true when it holds nothing back.
     */
    public boolean isDroppable() {
        return file.slot().droppable();
    }

    /**
     * Commit a place without waiting. In the process that writes the log it becomes durable with the next force of the
     * log's agents; elsewhere with {@link #commitDurably} or {@link #close()}.
     *
     * @param newPosition of the first record that was not handled yet: {@link LogReader#position()} after a poll.
     * @throws ConfigurationException when the position is behind the end of the log, or the cursor closed or deleted.
     */
    public void commit(final long newPosition) {
        if (newPosition < 0 || newPosition > status.committed.getAcquire()) {
            throw new ConfigurationException("the cursor " + name + " was to be committed at position " + newPosition
                + "; the log ends at " + status.committed.getAcquire());
        }
        status.throwIfClosed();
        if (closed) {
            throw new ConfigurationException("the cursor " + name + " was closed or deleted; open it again");
        }
        position = newPosition;
        ahead = false;
    }

    /**
     * Commit a place and return when it is durable.
     *
     * @param newPosition of the first record that was not handled yet.
     * @throws ConfigurationException when the position is behind the end of the log.
     * @throws StoreFailedException   when the force fails; the log has failed then.
     */
    public void commitDurably(final long newPosition) {
        commit(newPosition);
        if (!persist()) {
            status.throwIfHalted();
        }
    }

    /** Make the last commit durable, by any thread; false when that failed. */
    synchronized boolean persist() {
        final long target = position;
        if (closed) {
            return false;
        }
        if (target == durablePosition && ahead == file.slot().ahead()) {
            return true;
        }
        try {
            file.write(file.slot().next(epochOf(target), target));
            durablePosition = target;
            return true;
        } catch (final IOException | InternalError ex) {
            status.fail(ex);
            return false;
        }
    }

    boolean isUnsaved() {
        return position != durablePosition || ahead != file.slot().ahead();
    }

    /** Below which position retention must not go. */
    long held() {
        return ahead || isDroppable() ? Long.MAX_VALUE : durablePosition;
    }

    /** The epoch of the place that was committed last. */
    long epoch() {
        return epochOf(position);
    }

    private long epochOf(final long target) {
        final CursorSlot slot = file.slot();
        return target == slot.position() && !slot.ahead() ? slot.epoch() : epoch.applyAsLong(slot.epoch(), target);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Make the last commit durable and unmap the file. A cursor of a log that is open for writing is closed with the
     * log, and need not be closed.
     */
    @Override
    public synchronized void close() {
        if (!closed && !status.isFailed()) {
            persist();
        }
        unmap();
    }

    /** Forget what was committed last. */
    synchronized void unmap() {
        closed = true;
        file.close();
    }
}
