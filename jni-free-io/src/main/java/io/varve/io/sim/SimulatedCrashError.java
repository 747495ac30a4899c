package io.varve.io.sim;

/**
 * Power was lost, or the process was killed, in the middle of a call, because the test asked for it. An error and not
 * an exception, so that the code under test does not take it for a failure that it can handle.
 */
public final class SimulatedCrashError extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrashError(final String message) {
        super(message);
    }
}
