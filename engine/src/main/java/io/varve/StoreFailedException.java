package io.varve;

/**
 * The file system has failed. When it fails an open store, what is durable is unknown: the store refuses work until it
 * is closed and opened again. What was acknowledged as durable before stays durable. When it fails an opening, a cursor
 * or a reader, nothing but that is refused.
 */
public final class StoreFailedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public StoreFailedException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public StoreFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
