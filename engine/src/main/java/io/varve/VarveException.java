package io.varve;

/**
 * What goes wrong in a store. One family, closed, each with a sentence that says what was found and what the rule is.
 *
 * <p>Nothing on a hot path throws; there, results are return codes with names.
 */
public abstract sealed class VarveException extends RuntimeException
    permits ConfigurationException, StoreLockedException, StoreFullException, RecordTooLargeException,
    StoreCorruptException, StoreFailedException, StoreClosedException, StoreTimeoutException {

    private static final long serialVersionUID = 1L;

    VarveException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
