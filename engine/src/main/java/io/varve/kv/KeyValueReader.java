package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.frame.FrameDescriptor;
import io.varve.index.Hash64;
import io.varve.index.IndexProbe;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.settings.Rule;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads keys while the writer goes on, without locks. Used by one thread at a time; must be closed.
 *
 * <p>{@link #get get} copies a value out. Between {@link #begin()} and {@link #end()} lies a read session, in which
 * {@link #view view} shows values where they are: what it shows is valid until the session ends, and holds back the
 * giving back of memory as long. A single read sees one version of a key, never parts of two; two reads may see
 * different moments.
 */
public final class KeyValueReader implements AutoCloseable {

    private final KeyValueStore store;
    private final SegmentSlots slots;
    private final ReaderEpochs.Reader registration;
    private KeyIndex index;
    private IndexProbe probe;
    private Hash64 hashes;
    private boolean session;

    private byte[] memory;
    private long frame;
    private int head;

    KeyValueReader(final KeyValueStore store, final SegmentSlots slots, final ReaderEpochs epochs) {
        this.store = store;
        this.slots = slots;
        registration = epochs.register();
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
        enter();
        session = true;
    }

    /** End the read session. Does nothing when none is open. */
    public void end() {
        if (session) {
            session = false;
            registration.exit();
        }
    }

    private void enter() {
        registration.enter();
        final KeyIndex present = store.index();
        if (present != index || present == null) {
            bind(present);
        }
    }

    private void bind(final KeyIndex present) {
        index = present;
        if (present == null) {
            registration.exit();
            session = false;
            store.throwIfClosed();
        }
        hashes = index.hashes();
        probe = index.table().probe();
    }

    /** Find the newest version of a key that has not expired; for a reader that is announced. */
    private boolean find(final byte[] key, final long keyAt, final int keyLength) {
        probe.begin(hashes.hash(key, keyAt, keyLength));
        long candidate = probe.next();
        while (candidate != IndexProbe.NOT_FOUND) {
            memory = slots.memory(candidate);
            frame = slots.frame(candidate);
            head = KeyValueDescriptor.head(memory, frame);
            if (KeyValueDescriptor.isKey(memory, frame, head, key, keyAt, keyLength)) {
                return !isExpired();
            }
            candidate = probe.next();
        }
        return false;
    }

    private boolean isExpired() {
        return (KeyValueDescriptor.flags(head) & KeyValueDescriptor.EXPIRES) != 0
            && KeyValueDescriptor.expireAt(memory, frame) <= store.nowMs();
    }

    private int valueLength() {
        return KeyValueDescriptor.frameLength(memory, frame) - KeyValueDescriptor.valueOffset(head);
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
        checkKey(key, keyOffset, keyLength);
        final boolean own = !session;
        if (own) {
            enter();
        }
        try {
            if (!find(key.byteArray(), key.addressOffset() + keyOffset, keyLength)) {
                return KeyValueResult.NOT_FOUND;
            }
            final int length = valueLength();
            final int copied = Math.min(length, target.capacity() - targetOffset);
            target.boundsCheck(targetOffset, copied);
            UnsafeApi.copyMemory(memory, frame + KeyValueDescriptor.valueOffset(head), target.byteArray(),
                target.addressOffset() + targetOffset, copied);
            return length;
        } catch (final InternalError ex) {
            return KeyValueResult.CORRUPT;
        } finally {
            if (own) {
                registration.exit();
            }
        }
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
        checkKey(key, keyOffset, keyLength);
        if (!session) {
            throw new IllegalStateException("view() needs a read session: call begin() before and end() after it");
        }
        if (!find(key.byteArray(), key.addressOffset() + keyOffset, keyLength)) {
            return KeyValueResult.NOT_FOUND;
        }
        final int length = valueLength();
        final long at = frame + KeyValueDescriptor.valueOffset(head);
        if (memory == null) {
            view.wrap(at, length);
        } else {
            view.wrap(memory, (int) (at - BufferUtil.ARRAY_BASE_OFFSET), length);
        }
        return length;
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
        checkKey(key, keyOffset, keyLength);
        final boolean own = !session;
        if (own) {
            enter();
        }
        try {
            return find(key.byteArray(), key.addressOffset() + keyOffset, keyLength) ? valueLength()
                : KeyValueResult.NOT_FOUND;
        } catch (final InternalError ex) {
            return KeyValueResult.CORRUPT;
        } finally {
            if (own) {
                registration.exit();
            }
        }
    }

    /**
     * The version of a key.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return 1 or more, or 0 when there is no such key.
     * @throws io.varve.ConfigurationException when the key is empty or longer than the store takes.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long version(final DirectBuffer key, final int keyOffset, final int keyLength) {
        checkKey(key, keyOffset, keyLength);
        final boolean own = !session;
        if (own) {
            enter();
        }
        try {
            return find(key.byteArray(), key.addressOffset() + keyOffset, keyLength)
                ? UnsafeApi.getLong(memory, frame + FrameDescriptor.SEQUENCE_OFFSET) : 0;
        } finally {
            if (own) {
                registration.exit();
            }
        }
    }

    private void checkKey(final DirectBuffer key, final int offset, final int length) {
        if (length <= 0 || length > store.maxKeyLength()) {
            refuseKey(length, store.maxKeyLength());
        }
        key.boundsCheck(offset, length);
    }

    static void refuseKey(final int length, final int most) {
        Rule.check(false, "keyLength", length, "must be from 1 to " + most);
    }

    /** Withdraw for good. */
    @Override
    public void close() {
        session = false;
        registration.close();
    }
}
