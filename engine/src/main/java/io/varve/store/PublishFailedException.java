package io.varve.store;

import java.io.IOException;

/** A rename, or the force of the directory behind it, failed: what a crash would leave is unknown. */
public final class PublishFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    PublishFailedException(final String name, final IOException cause) {
        super("publishing " + name + " failed: " + cause.getMessage(), cause);
    }
}
