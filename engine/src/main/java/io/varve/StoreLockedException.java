package io.varve;

/** Another writer, in this process or in another one, has the store open. */
public final class StoreLockedException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the directory and the rule.
     * @param path    of the directory of the store.
     */
    public StoreLockedException(final String message, final String path) {
        super(message, null);
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
