package io.varve.perf.scene;

import io.varve.log.LogReader;

/** A reader could not go on although nobody had closed it. */
final class ReadFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReadFailedException(final String who, final LogReader reader, final int code) {
        super("the " + who + " reader stopped at position " + reader.position() + ": " + reason(code));
    }

    private static String reason(final int code) {
        return switch (code) {
            case LogReader.CORRUPT -> "the bytes there are damaged";
            case LogReader.POSITION_GONE -> "what was there has been given back";
            default -> "the log is closed";
        };
    }
}
