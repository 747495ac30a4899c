package io.varve.kv.kill;

import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What every key of a store must be, in a mapped file that outlives the process that writes it: the state that is about
 * to be made and the last one that was acknowledged. A state is 2 n for the value number n, 2 n + 1 for a delete, 0 for
 * a key that never was.
 */
final class KeyStates {

    static final int KEYS = 150;
    /** Set by a child that begins to open its store. */
    static final int OPENING_OFFSET = 0;
    /** Changes that were acknowledged to a child. */
    static final int CHANGES_OFFSET = 128;
    static final int VICTIMS_OFFSET = 256;
    static final int REMOVED_OFFSET = 264;
    static final int MOVED_OFFSET = 272;

    private static final int MAX_WORDS = 400;
    private static final int FEW_WORDS = 100;
    private static final int RARELY_LONG = 8;
    private static final int HEADER_LENGTH = 4096;
    private static final int ENTRY_LENGTH = 64;
    private static final int PENDING_OFFSET = 0;
    private static final int ACKNOWLEDGED_OFFSET = 8;
    private static final int VERSION_OFFSET = 16;
    private static final int NUMBER_LENGTH = Long.BYTES;

    private final UnsafeBuffer states;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[16]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[MAX_WORDS * Long.BYTES]);

    private KeyStates(final UnsafeBuffer states) {
        this.states = states;
    }

    static KeyStates map(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            return new KeyStates(new UnsafeBuffer(
                channel.map(FileChannel.MapMode.READ_WRITE, 0, HEADER_LENGTH + KEYS * ENTRY_LENGTH)));
        }
    }

    long header(final int offset) {
        return states.getLongVolatile(offset);
    }

    void header(final int offset, final long number) {
        states.putLongRelease(offset, number);
    }

    UnsafeBuffer key() {
        return key;
    }

    UnsafeBuffer value() {
        return value;
    }

    /** Write the bytes of a key, and return how many there are. */
    int prepareKey(final int number) {
        return key.putStringWithoutLengthAscii(0, "key" + number);
    }

    /** Write the bytes of a value, and return how many there are. */
    int prepareValue(final int keyNumber, final long number) {
        final int length = valueLength(keyNumber, number);
        value.putLong(0, number);
        for (int i = NUMBER_LENGTH; i < length; i += Long.BYTES) {
            value.putLong(i, word(keyNumber, number, i));
        }
        return length;
    }

    private static int valueLength(final int keyNumber, final long number) {
        return (int) ((number * 31 + keyNumber) % (number % RARELY_LONG == 0 ? MAX_WORDS : FEW_WORDS) + 1) * Long.BYTES;
    }

    private static long word(final int keyNumber, final long number, final int index) {
        return (number * KeyStates.KEYS + keyNumber) * 0x9e3779b97f4a7c15L + index;
    }

    static long put(final long number) {
        return number << 1;
    }

    static long delete(final long number) {
        return number << 1 | 1;
    }

    boolean isThere(final int keyNumber) {
        return isThere(acknowledged(keyNumber));
    }

    private static boolean isThere(final long state) {
        return state != 0 && (state & 1) == 0;
    }

    long lastNumber(final int keyNumber) {
        return acknowledged(keyNumber) >>> 1;
    }

    private long acknowledged(final int keyNumber) {
        return states.getLongVolatile(entry(keyNumber) + ACKNOWLEDGED_OFFSET);
    }

    private static int entry(final int keyNumber) {
        return HEADER_LENGTH + keyNumber * ENTRY_LENGTH;
    }

    void pending(final int keyNumber, final long state) {
        states.putLongVolatile(entry(keyNumber) + PENDING_OFFSET, state);
    }

    void acknowledged(final int keyNumber, final long state, final long version) {
        states.putLongVolatile(entry(keyNumber) + VERSION_OFFSET, version);
        states.putLongVolatile(entry(keyNumber) + ACKNOWLEDGED_OFFSET, state);
    }

    /**
     * Hold a store that was opened after a kill against the states, and take over what has become of the one change
     * that may have been under way.
     */
    void verify(final KeyValueStore store) {
        try (KeyValueReader reader = store.reader()) {
            verify(reader, store.size());
        }
    }

    void verify(final KeyValueReader reader, final long size) {
        int there = 0;
        int underWay = 0;
        for (int number = 0; number < KEYS; number++) {
            underWay += states.getLong(entry(number) + PENDING_OFFSET) == acknowledged(number) ? 0 : 1;
            there += verify(reader, number) ? 1 : 0;
        }
        require(underWay <= 1, underWay + " changes were under way at once");
        require(size == there, size + " keys in place of " + there);
    }

    private boolean verify(final KeyValueReader reader, final int number) {
        final int entry = entry(number);
        final long pending = states.getLong(entry + PENDING_OFFSET);
        final long acknowledged = states.getLong(entry + ACKNOWLEDGED_OFFSET);
        final int keyLength = prepareKey(number);
        final int length = reader.get(key, 0, keyLength, value, 0);
        final long version = reader.version(key, 0, keyLength);
        final boolean there = length != KeyValueResult.NOT_FOUND;
        final long found = there ? put(value.getLong(0)) : isThere(acknowledged) ? pending : acknowledged;
        require((found == acknowledged || found == pending) && isThere(found) == there,
            "key " + number + " is " + (there ? found : "not there") + ", acknowledged was " + acknowledged
            + ", under way " + pending);
        require(!there || isValue(number, found >>> 1, length), "the value " + found + " of key " + number);
        require(!there || pending != acknowledged || version == states.getLong(entry + VERSION_OFFSET),
            "key " + number + " has version " + version);
        acknowledged(number, found, version);
        pending(number, found);
        return there;
    }

    private boolean isValue(final int keyNumber, final long number, final int length) {
        boolean right = length == valueLength(keyNumber, number);
        for (int i = NUMBER_LENGTH; right && i < length; i += Long.BYTES) {
            right = value.getLong(i) == word(keyNumber, number, i);
        }
        return right;
    }

    private static void require(final boolean holds, final String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
