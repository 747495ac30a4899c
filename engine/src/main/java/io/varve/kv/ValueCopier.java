package io.varve.kv;

import io.varve.StoreCorruptException;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Copies values out of a store into arrays of their own. Used by one thread at a time, as the reader it is for. */
public final class ValueCopier {

    private static final int FIRST_LENGTH = 4 << 10;
    /** What is longer is not kept room for. */
    private static final int MOST_KEPT = 1 << 20;

    private final KeyValueReader reader;
    private byte[] room = new byte[FIRST_LENGTH];
    private final UnsafeBuffer target = new UnsafeBuffer(room);

    /**
     * For a reader.
     *
     * @param reader that the copier uses and does not close.
     */
    public ValueCopier(final KeyValueReader reader) {
        this.reader = reader;
    }

    /**
     * Copy a value.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return a new array, or null when there is no such key; {@link KeyValueReader#lastVersion()} is the version.
     * @throws StoreCorruptException           when the record of the key is damaged.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public byte[] get(final DirectBuffer key, final int keyOffset, final int keyLength) {
        int length = reader.get(key, keyOffset, keyLength, target, 0);
        while (length > room.length) {
            // Another version may be longer again by then.
            use(new byte[Math.max(length, 2 * room.length)]);
            length = reader.get(key, keyOffset, keyLength, target, 0);
        }
        if (length == KeyValueResult.NOT_FOUND) {
            return null;
        }
        if (length < 0) {
            throw new StoreCorruptException("the record of a key of " + keyLength + " bytes is damaged, or its memory "
                + "cannot be reached");
        }
        final byte[] value = Arrays.copyOf(room, length);
        if (room.length > MOST_KEPT) {
            use(new byte[FIRST_LENGTH]);
        }
        return value;
    }

    private void use(final byte[] array) {
        room = array;
        target.wrap(array);
    }
}
