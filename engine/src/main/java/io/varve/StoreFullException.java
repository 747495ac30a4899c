package io.varve;

/**
 * The disk has no room for the next segment. Nothing of the refused record was stored; reads go on, and appends
 * work again when space returns.
 */
public final class StoreFullException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public StoreFullException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public StoreFullException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
