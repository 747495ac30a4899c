package io.varve;

/**
 * Data that was acknowledged as durable, or a file that describes the store, is damaged. Nothing was changed.
 */
public final class StoreCorruptException extends VarveException {

    /** The position of a damage that has none: a file that describes the store. */
    public static final long NO_POSITION = -1;

    private static final long serialVersionUID = 1L;

    /** Position of the first damaged byte in the log, or {@link #NO_POSITION}. */
    private final long position;

    /**
     * Damage to a file that describes the store.
     *
     * @param message one clear sentence with the file, what was found and the rule.
     */
    public StoreCorruptException(final String message) {
        this(message, NO_POSITION);
    }

    /**
     * Damage in the log.
     *
     * @param message  one clear sentence with the place, what was found and the rule.
     * @param position of the first damaged byte in the log, or {@link #NO_POSITION}.
     */
    public StoreCorruptException(final String message, final long position) {
        super(message, null);
        this.position = position;
    }

    /**
     * Where the damage begins.
     *
     * @return position in the log, in bytes, or {@link #NO_POSITION}.
     */
    public long position() {
        return position;
    }
}
