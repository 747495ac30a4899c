package io.varve;

/**
 * A wait ended before what it waited for happened. The outcome is unknown: the record may become durable later or,
 * after a crash, be gone.
 */
public final class StoreTimeoutException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public StoreTimeoutException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public StoreTimeoutException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
