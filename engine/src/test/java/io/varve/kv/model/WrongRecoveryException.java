package io.varve.kv.model;

/** A recovery was, or would have been, wrong. */
final class WrongRecoveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongRecoveryException(final String message) {
        super(message);
    }
}
