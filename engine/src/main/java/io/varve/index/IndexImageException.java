package io.varve.index;

import java.io.IOException;

/** An image of an index is damaged, cut or none: it is to be made again from what it was derived from. */
public final class IndexImageException extends IOException {

    private static final long serialVersionUID = 1;

    IndexImageException(final String what) {
        super("the image of the index cannot be used: " + what);
    }
}
