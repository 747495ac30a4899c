package io.varve.log;

/** A failure together with what was being done. It has no stack trace of its own, so that equal ones are equal. */
final class LogIncident extends Exception {

    private static final long serialVersionUID = 1L;

    LogIncident(final String context, final Throwable cause) {
        super(context, cause, false, false);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
