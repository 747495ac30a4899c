package io.varve;

/** Another writer, in this process or in another one, has the store open. */
public final class StoreLockedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public StoreLockedException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public StoreLockedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
