package io.varve;

/**
 * A wait ended before what it waited for happened. The outcome is unknown: the record may become durable later or,
 * after a crash, be gone.
 */
public final class StoreTimeoutException extends VarveException {

    /** The position of a wait that was for something else than a record at a position. */
    public static final long NO_POSITION = -1;

    private static final long serialVersionUID = 1L;

    private final long position;
    private final long timeoutNs;

    /**
     * A wait for a record at a position.
     *
     * @param message   one clear sentence with what was waited for and how long.
     * @param position  of the record in the log, or {@link #NO_POSITION}.
     * @param timeoutNs how long the wait was allowed to take, in ns.
     * @param cause     of it, or null when the time was over.
     */
    public StoreTimeoutException(
        final String message, final long position, final long timeoutNs, final Throwable cause) {
        super(message, cause);
        this.position = position;
        this.timeoutNs = timeoutNs;
    }

    /**
     * A wait for something else: a session, a ticket, the end of a reader.
     *
     * @param message   one clear sentence with what was waited for and how long.
     * @param timeoutNs how long the wait was allowed to take, in ns.
     */
    public StoreTimeoutException(final String message, final long timeoutNs) {
        this(message, NO_POSITION, timeoutNs, null);
    }

    /**
     * Which record was waited for.
     *
     * @return its position in the log, in bytes, or {@link #NO_POSITION}.
     */
    public long position() {
        return position;
    }

    /**
     * How long the wait was allowed to take. It was shorter when the thread was interrupted.
     *
     * @return ns.
     */
    public long timeoutNs() {
        return timeoutNs;
    }
}
