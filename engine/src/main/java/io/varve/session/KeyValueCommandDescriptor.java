package io.varve.session;

import io.varve.frame.FrameDescriptor;
import io.varve.kv.PutOptions;
import io.varve.kv.record.KeyValueDescriptor;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What lies in a lane to a key-value store. Native byte order; every field is aligned.
 *
 * <pre>
 * CHANGE    0  int32  operation, one of those below
 *           4  int32  length of the key
 *           8  int32  length of the value or piece, 0 where there is none
 *          12  int32  unused
 *          16  int64  version that the key must have, what to add, or the end in ms; by the operation
 *          24         options of a put, {@link PutOptions#ENCODED_LENGTH} bytes
 *          48         key, value
 *
 * CHANGES   0  int32  number of changes
 *           4  int32  unused
 *           8         changes as above, each rounded up to 8 bytes
 * </pre>
 */
final class KeyValueCommandDescriptor {

    /** After the kinds of {@link CommandDescriptor}. */
    static final int CHANGE = 4;
    static final int CHANGES = 5;

    static final int PUT = 1;
    static final int DELETE = 2;
    static final int DELETE_IF_VERSION = 3;
    static final int ADD = 4;
    static final int APPEND = 5;
    static final int EXPIRE_AT = 6;

    static final int OPERATION_OFFSET = 0;
    static final int KEY_LENGTH_OFFSET = 4;
    static final int VALUE_LENGTH_OFFSET = 8;
    static final int ARGUMENT_OFFSET = 16;
    static final int OPTIONS_OFFSET = 24;
    static final int KEY_OFFSET = OPTIONS_OFFSET + PutOptions.ENCODED_LENGTH;

    static final int COUNT_OFFSET = 0;
    static final int ENTRIES_OFFSET = 8;

    private KeyValueCommandDescriptor() {
    }

    static void putHeader(final MutableDirectBuffer buffer, final int index, final int operation,
        final PutOptions options, final long argument, final int keyLength, final int valueLength) {
        buffer.putInt(index + OPERATION_OFFSET, operation);
        buffer.putInt(index + KEY_LENGTH_OFFSET, keyLength);
        buffer.putInt(index + VALUE_LENGTH_OFFSET, valueLength);
        buffer.putLong(index + ARGUMENT_OFFSET, argument);
        if (operation == PUT) {
            options.encode(buffer, index + OPTIONS_OFFSET);
        }
    }

    static int keyLength(final DirectBuffer buffer, final int index) {
        return buffer.getInt(index + KEY_LENGTH_OFFSET);
    }

    static int valueLength(final DirectBuffer buffer, final int index) {
        return buffer.getInt(index + VALUE_LENGTH_OFFSET);
    }

    /** Room that a change takes within a batch. */
    static int entryLength(final int keyLength, final int valueLength) {
        return BitUtil.align(KEY_OFFSET + keyLength + valueLength, BitUtil.SIZE_OF_LONG);
    }

    /** The most bytes that the record of a change takes in the log. */
    static int maxFrameLength(final int keyLength, final int valueLength) {
        return FrameDescriptor.alignedLength(KeyValueDescriptor.frameLength(
            KeyValueDescriptor.EXPIRES | KeyValueDescriptor.REPLACES, keyLength, valueLength));
    }
}
