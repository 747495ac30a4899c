package io.varve.store;

import io.varve.StoreCorruptException;

/** What a store is: who opens one as another kind is refused. */
public enum StoreKind {

    /** A log of records. */
    LOG(0, "a record log"),
    /** A key-value store, whose segments may leave gaps. */
    KEY_VALUE(1, "a key-value store");

    private final int code;
    private final String label;

    StoreKind(final int code, final String label) {
        this.code = code;
        this.label = label;
    }

    /**
     * As written in files.
     *
     * @return the code.
     */
    public int code() {
        return code;
    }

    /**
     * For sentences.
     *
     * @return such as "a record log".
     */
    public String label() {
        return label;
    }

    /**
     * The kind with a code.
     *
     * @param code as read.
     * @param file for the sentence.
     * @return the kind.
     * @throws StoreCorruptException when there is none.
     */
    static StoreKind ofCode(final int code, final String file) {
        for (final StoreKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new StoreCorruptException(file + " names a kind of store " + code + " that this version does not know");
    }
}
