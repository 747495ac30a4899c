package io.varve;

/** A record or batch is longer than the store takes. Nothing of it was stored. */
public final class RecordTooLargeException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public RecordTooLargeException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public RecordTooLargeException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
