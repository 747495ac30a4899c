package io.varve.kv;

import io.varve.agent.PaddedLong;
import io.varve.settings.Rule;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
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
 * <p>A value that is longer than {@link KeyValueConfig#maxFrameValueLength()} lies in several pieces. {@link
 * #viewPieces viewPieces} and {@link #nextPiece nextPiece} show those; every other read makes one value of them.
 *
 * <p>A key whose time is over is not there for any of the methods. Nothing allocates, but for the first read of a value
 * of more pieces than any before.
 */
public final class KeyValueReader implements AutoCloseable {

    /** How often a key is looked up whose chunks are not where its record says, before that is found to be wrong. */
    static final int MOST_TRIES = 64;

    private final RecordFinder finder;
    private final PaddedLong batchSequence;
    private final int maxKeyLength;
    private boolean session;
    /** Whether what was found last is to be shown piece by piece; and how long it is if it lies in one. */
    private boolean hasPieces;
    private int wholePiece;

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
            hasPieces = false;
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
     * Show a value where it is, if it lies in one piece. Only in a read session.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @param view      wrapped around the value; valid until {@link #end()}.
     * @return the length of the value in bytes, or a code of {@link KeyValueResult}: {@link KeyValueResult#CHUNKED}
     *     when it lies in several pieces, which {@link #viewPieces viewPieces} shows.
     * @throws IllegalStateException           when no read session is open.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     */
    public int view(final DirectBuffer key, final int keyOffset, final int keyLength, final UnsafeBuffer view) {
        if (!session) {
            refuseWithoutSession();
        }
        final int length = length(key, keyOffset, keyLength);
        if (length >= 0) {
            if (finder.isChunked()) {
                return KeyValueResult.CHUNKED;
            }
            wrap(view, finder.memory(), finder.valueAt(), length);
        }
        return length;
    }

    private static void wrap(final UnsafeBuffer view, final byte[] memory, final long at, final int length) {
        if (memory == null) {
            view.wrap(at, length);
        } else {
            view.wrap(memory, (int) (at - BufferUtil.ARRAY_BASE_OFFSET), length);
        }
    }

    private static void refuseWithoutSession() {
        throw new IllegalStateException("views need a read session: call begin() before and end() after them");
    }

    /**
     * Begin to show the pieces of a value where they are. Only in a read session.
     *
     * <pre>{@code
     * int length = reader.viewPieces(key, 0, keyLength);
     * while (reader.nextPiece(view) > 0) {
     *     use(view);
     * }
     * }</pre>
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the length of the value in bytes, or a code of {@link KeyValueResult}, and then there are no pieces.
     * @throws IllegalStateException           when no read session is open.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     */
    public int viewPieces(final DirectBuffer key, final int keyOffset, final int keyLength) {
        if (!session) {
            refuseWithoutSession();
        }
        final int length = read(key, keyOffset, keyLength, 0, Integer.MAX_VALUE, null, 0);
        hasPieces = length >= 0;
        wholePiece = hasPieces && !finder.isChunked() ? length : 0;
        return length;
    }

    /**
     * Show the next piece of the value that {@link #viewPieces viewPieces} has found, if nothing else was read since.
     *
     * @param view wrapped around the piece; valid until {@link #end()}.
     * @return the length of the piece in bytes, or 0 when there are no more, and then {@code view} stays as it is.
     * @throws IllegalStateException when no read session is open, or something else was read since.
     */
    public int nextPiece(final UnsafeBuffer view) {
        if (!session) {
            refuseWithoutSession();
        }
        if (!hasPieces) {
            throw new IllegalStateException(
                "nextPiece() shows what viewPieces() has found, before anything else is read");
        }
        if (!finder.isChunked()) {
            final int length = wholePiece;
            wholePiece = 0;
            if (length > 0) {
                wrap(view, finder.memory(), finder.valueAt(), length);
            }
            return length;
        }
        final int length = finder.chunks().nextPiece();
        if (length > 0) {
            wrap(view, finder.chunks().pieceMemory(), finder.chunks().pieceAt(), length);
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
        hasPieces = false;
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
        hasPieces = false;
        final boolean own = !session;
        if (own) {
            finder.enter();
        }
        try {
            final int length = find(key.byteArray(), key.addressOffset() + keyOffset, keyLength, from, most);
            if (target != null && from < length) {
                final int copied = Math.min(Math.min(most, length - from), target.capacity() - targetOffset);
                target.boundsCheck(targetOffset, copied);
                finder.copy(from, copied, target.byteArray(), target.addressOffset() + targetOffset);
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

    /** Find a key, and where a range of its value lies; returns the length of the value or a code. */
    private int find(final byte[] key, final long keyAt, final int keyLength, final int from, final int most) {
        int tries = 0;
        do {
            lastVersion = 0;
            lastValueType = 0;
            if (!finder.find(key, keyAt, keyLength)) {
                return KeyValueResult.NOT_FOUND;
            }
            lastVersion = finder.version();
            lastValueType = finder.valueType();
            lastExpireAt = finder.expireAt();
            final int length = finder.valueLength();
            if (!finder.isChunked() || finder.locate(from, Math.min(most, length - from))) {
                return length;
            }
        } while (++tries < MOST_TRIES);
        return KeyValueResult.CORRUPT;
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
