package io.varve;

/** A record or batch is longer than the store takes. Nothing of it was stored. */
public final class RecordTooLargeException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final int length;
    private final int limit;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the length and the limit.
     * @param length  that was asked for, in bytes.
     * @param limit   that holds, in bytes.
     */
    public RecordTooLargeException(final String message, final int length, final int limit) {
        super(message, null);
        this.length = length;
        this.limit = limit;
    }

    /**
     * How much was asked for.
     *
     * @return bytes of a body, a frame or a batch, as the sentence says.
     */
    public int length() {
        return length;
    }

    /**
     * How much there may be.
     *
     * @return bytes of the same.
     */
    public int limit() {
        return limit;
    }
}
