package io.varve.kv;

import io.varve.agent.ReaderEpochs;
import io.varve.index.IndexScan;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.kv.record.SegmentSlots;
import io.varve.settings.Rule;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Goes over the keys of a store in no order, a part at a time, while the writer goes on. Used by one thread at a time;
 * must be closed.
 *
 * <pre>{@code
 * long cursor = KeyValueScan.START;
 * do {
 *     cursor = scan.next(cursor, 100, entry -> print(entry.key()));
 * } while (cursor != KeyValueScan.END);
 * }</pre>
 *
 * <p>A cursor is a number and holds nothing: the scan can go on whenever it likes, with another scan of the same store,
 * also after the store was closed and opened again. A key that is there from the first call to the last is handed out,
 * once unless the hashes of the store got another seed in between: then the scan begins anew. A key that comes or goes
 * meanwhile is handed out or not, and one that comes again may be handed out twice.
 */
public final class KeyValueScan implements AutoCloseable {

    /** The cursor to begin with. */
    public static final long START = 0;
    /** The cursor that ends a scan. */
    public static final long END = 0;
    /** Any type of value. */
    public static final int ANY_TYPE = -1;

    /** A cursor is 10 bits of the seed, never 0, then the level of the index's cursor, then its bucket. */
    private static final int SEED_SHIFT = 54;
    private static final int LEVEL_SHIFT = 48;
    private static final int INDEX_LEVEL_SHIFT = 58;
    private static final int LEVEL_MASK = 63;
    private static final long BUCKET_MASK = (1L << LEVEL_SHIFT) - 1;
    private static final int SEED_IDS = 1023;

    private final KeySource source;
    private final SegmentSlots slots;
    private final ReaderEpochs.Reader registration;
    private final KeyValueEntry entry = new KeyValueEntry();
    private final ExpandableArrayBuffer prefix = new ExpandableArrayBuffer(64);
    private int prefixLength;
    private int wantedType = ANY_TYPE;
    private KeyIndex index;
    private IndexScan scan;
    private long seedId;

    KeyValueScan(final KeySource source, final SegmentSlots slots, final ReaderEpochs epochs) {
        this.source = source;
        this.slots = slots;
        registration = epochs.register();
    }

    /**
     * Hand out only keys that begin with certain bytes; the others are looked at all the same.
     *
     * @param buffer that holds the prefix; copied.
     * @param offset of the prefix.
     * @param length of the prefix in bytes; 0 for all keys.
     * @return this.
     */
    public KeyValueScan prefix(final DirectBuffer buffer, final int offset, final int length) {
        Rule.check(length >= 0, "length", length, "must be 0 or more");
        prefix.putBytes(0, buffer, offset, length);
        prefixLength = length;
        return this;
    }

    /**
     * Hand out only keys whose value has a certain type.
     *
     * @param type 0 to 15, or {@link #ANY_TYPE}.
     * @return this.
     */
    public KeyValueScan valueType(final int type) {
        Rule.check(type >= ANY_TYPE && type <= KeyValueDescriptor.MAX_VALUE_TYPE, "type", type,
            "must be from 0 to " + KeyValueDescriptor.MAX_VALUE_TYPE + ", or -1 for any");
        wantedType = type;
        return this;
    }

    /**
     * Go on.
     *
     * @param cursor that the last call has returned, or {@link #START}. Another number begins the scan anew.
     * @param least  how many keys to look at, at least, unless the scan ends; 1 or more. Keys that share a place in the
     *               index are looked at together, so that it may be some more.
     * @param handler of the keys.
     * @return the cursor to go on with, or {@link #END}.
     * @throws io.varve.ConfigurationException when {@code least} is out of range.
     * @throws io.varve.StoreClosedException   when the store is closed.
     */
    public long next(final long cursor, final int least, final KeyValueHandler handler) {
        Rule.check(least > 0, "least", least, "must be 1 or more");
        registration.enter();
        try {
            bind();
            long at = position(cursor);
            int seen = 0;
            while (seen < least && at != IndexScan.END) {
                final int count = scan.read(at);
                for (int i = 0; i < count; i++) {
                    handOut(scan.address(i), handler);
                }
                seen += count;
                at = scan.after(at);
            }
            return at == IndexScan.END ? END : cursor(at);
        } finally {
            registration.exit();
        }
    }

    private void bind() {
        final KeyIndex present = source.index();
        if (present == null) {
            source.throwIfClosed();
        }
        if (present != index) {
            index = present;
            scan = present.table().scan();
            seedId = 1 + Long.remainderUnsigned(present.hashes().seed(), SEED_IDS);
        }
    }

    private long cursor(final long at) {
        return seedId << SEED_SHIFT | (at >>> INDEX_LEVEL_SHIFT & LEVEL_MASK) << LEVEL_SHIFT | at & BUCKET_MASK;
    }

    private long position(final long cursor) {
        if (cursor >>> SEED_SHIFT != seedId) {
            return scan.begin();
        }
        final long at = (cursor >>> LEVEL_SHIFT & LEVEL_MASK) << INDEX_LEVEL_SHIFT | cursor & BUCKET_MASK;
        return scan.isCursor(at) ? at : scan.begin();
    }

    private void handOut(final long address, final KeyValueHandler handler) {
        final byte[] memory = slots.memory(address);
        final long frame = slots.frame(address);
        final int head = KeyValueDescriptor.head(memory, frame);
        if (KeyValueDescriptor.kind(head) != KeyValueDescriptor.PUT
            || wantedType != ANY_TYPE && wantedType != KeyValueDescriptor.valueType(head)) {
            return;
        }
        entry.wrap(memory, frame, head);
        final long expireAt = entry.expireAt();
        if (isWanted() && (expireAt == 0 || expireAt > source.nowMs())) {
            handler.onEntry(entry);
        }
    }

    private boolean isWanted() {
        final DirectBuffer key = entry.key();
        if (prefixLength > key.capacity()) {
            return false;
        }
        for (int i = 0; i < prefixLength; i++) {
            if (key.getByte(i) != prefix.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** Withdraw for good. */
    @Override
    public void close() {
        registration.close();
    }
}
