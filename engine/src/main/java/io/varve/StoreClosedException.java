package io.varve;

/** The store, or the reader, writer or session used, was closed before. */
public final class StoreClosedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public StoreClosedException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public StoreClosedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
