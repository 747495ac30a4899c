package io.varve;

/**
 * The disk has no room for the next segment. Nothing of the refused record was stored; reads go on, and appends
 * work again when space returns.
 */
public final class StoreFullException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the directory and the length of the segment.
     * @param path    of the directory of the store.
     * @param cause   of it, or null.
     */
    public StoreFullException(final String message, final String path, final Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /**
     * Which store it is.
     *
     * @return the path of its directory, as it was opened.
     */
    public String path() {
        return path;
    }
}
