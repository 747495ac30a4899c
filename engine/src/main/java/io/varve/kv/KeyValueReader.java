package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.settings.Rule;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads keys while the writer goes on, without locks. Used by one thread at a time; must be closed.
 *
 * <p>{@link #get get} copies a value out, {@link #multiGet multiGet} many at once. Between {@link #begin()} and {@link
 * #end()} lies a read session, in which {@link #view view} shows values where they are: what it shows is valid until
 * the session ends, and holds back the giving back of memory as long. A single read sees one version of a key, never
 * parts of two; two reads may see different moments, and so parts of a batch. Only {@link #multiGet multiGet} sees a
 * {@link KeyValueBatch} whole or not at all.
 *
 * <p>A key whose time is over is not there for any of the methods. Nothing allocates.
 */
public final class KeyValueReader implements AutoCloseable {

    private final RecordFinder finder;
    private final PaddedLong batchSequence;
    private final int maxKeyLength;
    private boolean session;

    private long lastVersion;
    private long lastExpireAt;
    private int lastValueType;

    KeyValueReader(final RecordFinder finder, final PaddedLong batchSequence, final int maxKeyLength) {
        this.finder = finder;
        this.batchSequence = batchSequence;
        this.maxKeyLength = maxKeyLength;
    }

    /**
     * Begin a read session.
     *
     * @throws IllegalStateException         when one is open.
     * @throws io.varve.StoreClosedException when the store is closed.
     */
    public void begin() {
        if (session) {
            throw new IllegalStateException("a read session is open already; end() ends it");
        }
        finder.enter();
        session = true;
    }

    /** End the read session. Does nothing when none is open. */
    public void end() {
        if (session) {
            session = false;
            finder.exit();
        }
    }

    /**
     * Copy a value out.
     *
     * @param key          that holds the key.
     * @param keyOffset    of the key in {@code key}.
     * @param keyLength    of the key in bytes.
     * @param target       for the value.
     * @param targetOffset where the value goes in {@code target}.
     * @return the length of the value in bytes, or a code of {@link KeyValueResult}. When the value is longer than
     *     what is left of {@code target} the rest of it is left out.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public int get(final DirectBuffer key, final int keyOffset, final int keyLength, final MutableDirectBuffer target,
        final int targetOffset) {
        return read(key, keyOffset, keyLength, 0, Integer.MAX_VALUE, target, targetOffset);
    }

    /**
     * Copy part of a value out.
     *
     * @param key          that holds the key.
     * @param keyOffset    of the key in {@code key}.
     * @param keyLength    of the key in bytes.
     * @param from         offset in the value of the first byte to be copied, 0 or more.
     * @param length       how many bytes to copy at most, 0 or more.
     * @param target       for the part.
     * @param targetOffset where the part goes in {@code target}.
     * @return how many bytes the value has in that range, 0 when it ends before; or a code of {@link KeyValueResult}.
     *     What does not fit into {@code target} is left out.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes, or a number
     *                                         negative.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public int getRange(final DirectBuffer key, final int keyOffset, final int keyLength, final int from,
        final int length, final MutableDirectBuffer target, final int targetOffset) {
        if ((from | length) < 0) {
            Rule.check(from >= 0, "from", from, "must be 0 or more");
            Rule.check(false, "length", length, "must be 0 or more");
        }
        final int valueLength = read(key, keyOffset, keyLength, from, length, target, targetOffset);
        return valueLength < 0 ? valueLength : Math.max(0, Math.min(length, valueLength - from));
    }

    /**
     * The length of a value.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return bytes, or a code of {@link KeyValueResult}.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public int length(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return read(key, keyOffset, keyLength, 0, 0, null, 0);
    }

    /**
     * Whether a key is there.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return true when it is, also if its record cannot be read.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public boolean exists(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return length(key, keyOffset, keyLength) != KeyValueResult.NOT_FOUND;
    }

    /**
     * The version of a key.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return 1 or more, 0 when there is no such key, or {@link KeyValueResult#CORRUPT}.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long version(final DirectBuffer key, final int keyOffset, final int keyLength) {
        final int length = length(key, keyOffset, keyLength);
        return length == KeyValueResult.CORRUPT ? length : lastVersion;
    }

    /**
     * When a key ends.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return ms since the Unix epoch, 0 for never, or a code of {@link KeyValueResult}.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long expireAt(final DirectBuffer key, final int keyOffset, final int keyLength) {
        final int length = length(key, keyOffset, keyLength);
        return length < 0 ? length : lastExpireAt;
    }

    /**
     * The version of what the last read of one key has seen.
     *
     * @return 1 or more, or 0 when it has found nothing.
     */
    public long lastVersion() {
        return lastVersion;
    }

    /**
     * The type of what the last read of one key has seen.
     *
     * @return 0 to {@link PutOptions#MAX_VALUE_TYPE} as it was put, one more for a counter; 0 when nothing was found.
     */
    public int lastValueType() {
        return lastValueType;
    }

    /**
     * Show a value where it is. Only in a read session.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @param view      wrapped around the value; valid until {@link #end()}.
     * @return the length of the value in bytes, or a code of {@link KeyValueResult}.
     * @throws IllegalStateException           when no read session is open.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     */
    public int view(final DirectBuffer key, final int keyOffset, final int keyLength, final UnsafeBuffer view) {
        if (!session) {
            throw new IllegalStateException("view() needs a read session: call begin() before and end() after it");
        }
        final int length = length(key, keyOffset, keyLength);
        if (length >= 0) {
            if (finder.memory() == null) {
                view.wrap(finder.valueAt(), length);
            } else {
                view.wrap(finder.memory(), (int) (finder.valueAt() - BufferUtil.ARRAY_BASE_OFFSET), length);
            }
        }
        return length;
    }

    /**
     * Copy the values of many keys out, one after the other, and see every {@link KeyValueBatch} whole or not at all.
     * Faster than one {@link #get get} after the other, because it waits for the memory of all keys together. It tries
     * again when a batch comes in between.
     *
     * @param request      the keys, and then what was found.
     * @param target       for the values.
     * @param targetOffset where the first value goes in {@code target}. A value that does not fit into what is left is
     *                     left out as a whole; see {@link KeyValueMultiGet#valueOffset(int)}.
     * @return how many of the keys are there.
     * @throws io.varve.ConfigurationException when a key is longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public int multiGet(final KeyValueMultiGet request, final MutableDirectBuffer target, final int targetOffset) {
        request.keys().check(maxKeyLength);
        final boolean own = !session;
        if (own) {
            finder.enter();
        }
        try {
            return request.run(finder, batchSequence, target, targetOffset);
        } finally {
            if (own) {
                finder.exit();
            }
        }
    }

    /** Find a key, note what it is, and copy part of its value; returns the length of the value or a code. */
    private int read(final DirectBuffer key, final int keyOffset, final int keyLength, final int from, final int most,
        final MutableDirectBuffer target, final int targetOffset) {
        if (keyLength <= 0 || keyLength > maxKeyLength) {
            refuseKey(keyLength, maxKeyLength);
        }
        key.boundsCheck(keyOffset, keyLength);
        lastVersion = 0;
        lastValueType = 0;
        final boolean own = !session;
        if (own) {
            finder.enter();
        }
        try {
            if (!finder.find(key.byteArray(), key.addressOffset() + keyOffset, keyLength)) {
                return KeyValueResult.NOT_FOUND;
            }
            lastVersion = finder.version();
            lastValueType = finder.valueType();
            lastExpireAt = finder.expireAt();
            final int length = finder.valueLength();
            if (target != null && from < length) {
                final int copied = Math.min(Math.min(most, length - from), target.capacity() - targetOffset);
                target.boundsCheck(targetOffset, copied);
                UnsafeApi.copyMemory(finder.memory(), finder.valueAt() + from, target.byteArray(),
                    target.addressOffset() + targetOffset, copied);
            }
            return length;
        } catch (final InternalError ex) {
            return KeyValueResult.CORRUPT;
        } finally {
            if (own) {
                finder.exit();
            }
        }
    }

    static void refuseKey(final int length, final int most) {
        Rule.check(false, "keyLength", length, "must be from 1 to " + most);
    }

    /** Withdraw for good. */
    @Override
    public void close() {
        session = false;
        finder.close();
    }
}
